import type { Context } from "hono";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { FlashboardError } from "../../lib/error.ts";
import { formatPosition } from "../../lib/event.ts";
import { cloudEvents, type Unwrapped } from "../../lib/hooks/cloudevents.ts";
import type { Publication, Receipt, Rejection } from "../../lib/command.ts";
import { checkChannel, fingerprintOf, type Parsed, parseItem } from "../../lib/schema.ts";
import type { Services } from "../../lib/services.ts";
import { BadLine, decodeBody, readItems } from "../../lib/web/items.ts";

/** `POST /api/publish/{channel}`: orders, stock, alerts, visits, or anything a shop wants streamed. */
export function publish(services: Services): (c: Context) => Promise<Response> {
  const { keys, config } = services;
  const limit = rateLimit(config.publishRate);
  return async (c) => {
    const channel = c.req.param("channel") ?? "";
    checkChannel(channel);
    await limit(await keys.authorize(c.req.header("authorization") ?? null, channel));
    const text = decodeBody(await c.req.arrayBuffer());
    const items = readItems(text, c.req.header("content-type"));
    const unwrap = cloudEvents((name) => c.req.header(name), channel);
    const events = unwrap && items.map(unwrap);
    const parsed = (events?.map(({ item }) => item) ?? items)
      .map((item, index) => parse(channel, item, index, services));
    const receipt = channel === "visits"
      ? await countVisits(services, parsed)
      : events
      ? await writeEach(services, parsed, events)
      : await write(services, parsed, idempotencyOf(c, channel, text));
    if (items.length === 1) throwRejection(receipt.rejected[0]);
    return answer(receipt);
  };
}

type Answerable = Receipt & { epoch: string };

function parse(channel: string, item: unknown, index: number, { config }: Services): Parsed {
  const problem = item instanceof BadLine
    ? { pointer: "", detail: item.detail }
    : item instanceof FlashboardError
    ? { pointer: item.pointer ?? "", detail: item.message }
    : undefined;
  if (problem === undefined) return parseItem(channel, item, index, config);
  return { rejection: { index, ...problem, code: "invalid" } };
}

async function write(
  services: Services,
  parsed: readonly Parsed[],
  idempotency: Publication["idempotency"],
): Promise<Answerable> {
  const commands = parsed.flatMap((item) => "command" in item ? [item.command] : []);
  const rejected = rejections(parsed);
  if (commands.length === 0) return nothing(services, rejected);
  const { receipt, epoch } = await services.ingest.publish({
    commands,
    ...(idempotency && { idempotency }),
  });
  const all = [...receipt.rejected, ...rejected].sort((a, b) => a.index - b.index);
  return { ...receipt, rejected: all, epoch };
}

/** Each event counts once by its own name; together they still share a transaction. */
async function writeEach(
  services: Services,
  parsed: readonly Parsed[],
  events: readonly Unwrapped[],
): Promise<Answerable> {
  const answers = await Promise.all(
    parsed.map((item, at) => write(services, [item], events[at]?.idempotency)),
  );
  return answers.reduce((all, one) => ({
    accepted: all.accepted + one.accepted,
    duplicates: all.duplicates + one.duplicates,
    rejected: [...all.rejected, ...one.rejected],
    seq: Math.max(all.seq, one.seq),
    epoch: one.epoch,
  }));
}

async function countVisits(services: Services, parsed: readonly Parsed[]): Promise<Answerable> {
  const visitors = parsed.flatMap((item) => "visitor" in item ? [item.visitor] : []);
  await services.presence.seen(visitors);
  return { ...nothing(services, rejections(parsed)), accepted: visitors.length };
}

function rejections(parsed: readonly Parsed[]): Rejection[] {
  return parsed.flatMap((item) => "rejection" in item ? [item.rejection] : []);
}

function nothing({ hub }: Services, rejected: Rejection[]): Answerable {
  return { accepted: 0, duplicates: 0, rejected, ...hub.position };
}

function answer({ accepted, duplicates, rejected, seq, epoch }: Answerable): Response {
  const body = {
    accepted,
    duplicates,
    rejected: rejected.map(({ index, pointer, detail }) => ({ index, pointer, detail })),
    position: formatPosition({ epoch, seq }),
  };
  return Response.json(body, { status: accepted > 0 ? 201 : 200 });
}

function throwRejection(rejection: Rejection | undefined): void {
  if (!rejection) return;
  const { code, detail, pointer } = rejection;
  throw new FlashboardError(code, detail, { pointer });
}

/** The header is a quoted string in the IETF draft; many send it bare. */
function idempotencyOf(c: Context, channel: string, body: string): Publication["idempotency"] {
  const header = c.req.header("idempotency-key");
  if (header === undefined) return undefined;
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new FlashboardError(
      "invalid",
      "An Idempotency-Key is 1 to 255 printable characters without spaces",
    );
  }
  return { key: `${channel} ${key}`, fingerprint: fingerprintOf(body) };
}

function rateLimit(perSecond: number): (key: string) => Promise<void> {
  if (perSecond === 0) return () => Promise.resolve();
  const limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
  return async (key) => {
    try {
      await limiter.consume(key);
    } catch (reason) {
      if (reason instanceof Error) throw reason;
      throw new FlashboardError("too_fast", `A key may publish ${perSecond} times a second`, {
        retryAfterS: 1,
      });
    }
  };
}
