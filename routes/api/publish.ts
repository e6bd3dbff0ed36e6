import { createHash, type Hash } from "node:crypto";
import type { Context } from "hono";
import type { Publication, Receipt, Rejection } from "../../lib/command.ts";
import { FlashboardError } from "../../lib/error.ts";
import { formatPosition } from "../../lib/event.ts";
import { cloudEvents, type Unwrapped } from "../../lib/hooks/cloudevents.ts";
import { KEY_REUSED } from "../../lib/ledger.ts";
import { type Parsed, parseItem, type StoreRules } from "../../lib/schema.ts";
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
    const { channel } = c.var;
    const unwrap = cloudEvents((name) => c.req.header(name), channel);
    const hash = createHash("sha256");
    const rules = { ...services.config, ...services.store() };
    const parsed: Parsed[] = [];
    const events: Unwrapped[] = [];
    for await (const item of readItems(hashed(bodyOf(c), hash), c.req.header("content-type"))) {
      const event = unwrap?.(item);
      if (event) events.push(event);
      parsed.push(parse(channel, event ? event.item : item, parsed.length, rules));
    }
    const receipt = channel === "visits"
      ? await countVisits(services, parsed)
      : unwrap
      ? await writeEach(services, parsed, events)
      : await write(services, parsed, idempotencyOf(c, hash));
    if (unwrap) noteEvents(services, receipt, events);
    if (parsed.length === 1) throwRejection(receipt.rejected[0]);
    return answer(receipt);
  };
}

/** One key may be in use by several publishers, each for something else. */
function idempotencyOf(c: PublishContext, body: Hash): Publication["idempotency"] {
  const key = readIdempotencyKey(c.req.header("idempotency-key"));
  if (key === null) return undefined;
  const { channel, caller } = c.var;
  return {
    key: `${channel} ${caller.hash.slice(0, 16)} ${key}`,
    fingerprint: body.digest("hex").slice(0, 32),
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

function parse(channel: string, item: unknown, index: number, rules: StoreRules): Parsed {
  const problem = item instanceof BadLine
    ? { pointer: "", detail: item.detail }
    : item instanceof FlashboardError
    ? { pointer: item.pointer ?? "", detail: item.message }
    : undefined;
  if (problem === undefined) return parseItem(channel, item, index, rules);
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
  if (receipt.rejected[0]?.detail === KEY_REUSED) throw new FlashboardError("invalid", KEY_REUSED);
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

/** A request of CloudEvents is a delivery, and refused when any of its events is. */
function noteEvents({ sources }: Services, receipt: Receipt, events: readonly Unwrapped[]): void {
  const [refused] = receipt.rejected;
  if (refused) sources.noteRefused("cloudevents", refused);
  else sources.noteTaken("cloudevents", events.at(-1)?.eventAt ?? null);
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
