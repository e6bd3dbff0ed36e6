import { createHash, type Hash } from "node:crypto";
import type { Context } from "hono";
import type { Publication, Receipt, Rejection } from "../../lib/command.ts";
import { FlashboardError } from "../../lib/error.ts";
import { formatPosition } from "../../lib/event.ts";
import { KEY_REUSED } from "../../lib/ledger.ts";
import { type Parsed, parseItem } from "../../lib/schema.ts";
import type { Services } from "../../lib/services.ts";
import { readBody } from "../../lib/web/body.ts";
import { readIdempotencyKey } from "../../lib/web/idempotency.ts";
import { BadLine, readItems } from "../../lib/web/items.ts";
import type { Bytes } from "../../lib/web/outlet.ts";
import type { PublisherEnv } from "../../lib/web/publisher.ts";

type PublishContext = Context<PublisherEnv>;

/** `POST /api/publish/{channel}`: orders, stock, alerts, visits, or anything a shop wants streamed. */
export function publish(services: Services): (c: PublishContext) => Promise<Response> {
  return async (c) => {
    const { channel, caller } = c.var;
    const key = readIdempotencyKey(c.req.header("idempotency-key"));
    const hash = createHash("sha256");
    const parsed: Parsed[] = [];
    for await (const item of readItems(hashed(bodyOf(c), hash), c.req.header("content-type"))) {
      parsed.push(parse(channel, item, parsed.length, services));
    }
    // One key may be in use by several publishers, each for something else.
    const idempotency = key !== null && {
      key: `${channel} ${caller.hash.slice(0, 16)} ${key}`,
      fingerprint: hash.digest("hex").slice(0, 32),
    };
    const receipt = channel === "visits"
      ? await countVisits(services, parsed)
      : await write(services, parsed, idempotency || undefined);
    if (parsed.length === 1) throwRejection(receipt.rejected[0]);
    return answer(receipt);
  };
}

type Answerable = Receipt & { epoch: string };

function bodyOf(c: PublishContext): AsyncIterable<Bytes> {
  const [encoding, length] = [c.req.header("content-encoding"), c.req.header("content-length")];
  return readBody(c.env.body, { encoding, length });
}

async function* hashed(bytes: AsyncIterable<Bytes>, hash: Hash): AsyncGenerator<Bytes> {
  for await (const part of bytes) {
    hash.update(part);
    yield part;
  }
}

function parse(channel: string, item: unknown, index: number, { config }: Services): Parsed {
  if (!(item instanceof BadLine)) return parseItem(channel, item, index, config);
  return { rejection: { index, pointer: "", detail: item.detail, code: "invalid" } };
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
  if (receipt.rejected[0]?.detail === KEY_REUSED) throw new FlashboardError("invalid", KEY_REUSED);
  const all = [...receipt.rejected, ...rejected].sort((a, b) => a.index - b.index);
  return { ...receipt, rejected: all, epoch };
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
