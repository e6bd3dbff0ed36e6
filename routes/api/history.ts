import { createHash } from "node:crypto";
import type { Context } from "hono";
import { readStretch, type Stretch, viewHistory } from "../../lib/history.ts";
import type { Services } from "../../lib/services.ts";
import { SharedValues } from "../../lib/shared.ts";

/** An answer as it is sent: a day of minutes is 130 kB, and 5 kB of them zipped. */
interface Answer {
  etag: string;
  plain: Uint8Array<ArrayBuffer>;
  zipped: Uint8Array<ArrayBuffer>;
}

/**
 * `GET /api/history?from&to&step`: what the shop did by the minute or longer; today by default.
 * Who can do with an older answer says so in `Cache-Control: max-age`, and shares it.
 */
export function history(services: Services): (c: Context) => Promise<Response> {
  const { log, gauges, calendar, clock, config: { currency } } = services;
  const answers = new SharedValues<Answer>(clock);

  async function answerTo(stretch: Stretch): Promise<Answer> {
    const { from, to } = stretch;
    const [minutes, read] = await Promise.all([log.minutes(from, to), gauges.read(from, to)]);
    const points = viewHistory(minutes, read, stretch, currency);
    return await encode({ currency, step: stretch.step * 60, points });
  }

  return async (c) => {
    const now = clock.now();
    const stretch = readStretch(c.req.query(), { from: calendar.dayOf(now).start, to: now });
    const key = `${stretch.from} ${stretch.to} ${stretch.step}`;
    const maxAgeMs = maxAgeOf(c.req.header("cache-control")) * 1_000;
    const { value, ageS } = await answers.get(key, maxAgeMs, () => answerTo(stretch));
    return respond(c, value, ageS);
  };
}

/** Seconds that an answer may be old, as the client says; 0 when it does not. */
function maxAgeOf(header = ""): number {
  return Number(/(?:^|[\s,])max-age=(\d{1,6})/.exec(header)?.[1] ?? 0);
}

async function encode(body: unknown): Promise<Answer> {
  const plain = new TextEncoder().encode(JSON.stringify(body));
  const etag = `W/"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
  const zip = new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"));
  return { etag, plain, zipped: new Uint8Array(await new Response(zip).arrayBuffer()) };
}

function respond(c: Context, { etag, plain, zipped }: Answer, ageS: number): Response {
  const headers = {
    "cache-control": "private, no-cache",
    age: String(ageS),
    etag,
    vary: "accept-encoding",
  };
  if (c.req.header("if-none-match") === etag) return new Response(null, { status: 304, headers });
  const zips = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
  return new Response(zips ? zipped : plain, {
    headers: {
      ...headers,
      "content-type": "application/json",
      ...zips && { "content-encoding": "gzip" },
    },
  });
}
