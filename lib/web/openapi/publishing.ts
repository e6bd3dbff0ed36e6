import { ITEMS } from "../../channels.ts";
import { receipt } from "./answers.ts";
import { json, problems, withQuota } from "./responses.ts";
import { exampleOf, reference, titleOf } from "./schemas.ts";
import type { Answer, Media, Operation, Parameter, Schema } from "./types.ts";

type Channel = keyof typeof ITEMS;

const WORDS: Record<Channel, { summary: string; description: string }> = {
  orders: {
    summary: "Publish orders, or cancel them",
    description: "An order counts once, however often it is sent. Its items take their units off " +
      "the products' levels. A cancellation gives totals and stock back, once.",
  },
  refunds: {
    summary: "Publish money that went back",
    description:
      "A part of an order or all of it. Gross revenue stays and net revenue goes down. " +
      "A cancelled order and its refunds are not both subtracted.",
  },
  inventory: {
    summary: "Set stock levels, or move them",
    description:
      "Send `available` or `delta`, not both. Orders move the levels of their products " +
      "by themselves. The level that falls below its threshold raises one alert.",
  },
  alerts: {
    summary: "Tell the team something",
    description: "It is on every open dashboard at once, the worst first.",
  },
  visits: {
    summary: "Count active users",
    description: "Distinct visitors of the last five minutes. Visits are not kept in the log, so " +
      "an `Idempotency-Key` changes nothing here: a visitor who is told twice counts once.",
  },
};

/** `POST /api/publish/…`, by path. */
export function publishPaths(): Record<string, { post: Operation }> {
  const channels = Object.keys(ITEMS) as Channel[];
  return Object.fromEntries([
    ...channels.map((channel) => [`/api/publish/${channel}`, { post: publishKnown(channel) }]),
    ["/api/publish/{channel}", { post: publishCustom() }],
  ]);
}

function publishKnown(channel: Channel): Operation {
  const kinds = ITEMS[channel];
  const [first] = kinds;
  const refs = kinds.map(reference);
  const item = refs.length === 1 ? reference(first) : { oneOf: refs };
  const examples = Object.fromEntries(kinds.map((kind) => [titleOf(kind), exampleOf(kind)]));
  return {
    operationId: `publish_${channel}`,
    ...WORDS[channel],
    ...common(item, examples),
    responses: answers(
      channel === "orders" || channel === "refunds"
        ? { 409: "One item: its id is known with other content" }
        : {},
    ),
  };
}

function publishCustom(): Operation {
  const item = { type: "object", description: "Up to 16 KiB, nested up to 64 deep" };
  const { parameters, ...rest } = common(item, { Click: { page: "/sale", product: "p1" } });
  const channel: Parameter = {
    name: "channel",
    in: "path",
    required: true,
    description: "Any name that is not one of the channels above",
    schema: { type: "string", pattern: "^[a-z][a-z0-9_-]{0,63}$" },
  };
  return {
    operationId: "publish_custom",
    summary: "Publish anything else",
    description: "Kept in the log and streamed as it was sent, on a channel of your own. Numbers " +
      "are kept as double precision, as most programs read JSON.",
    ...rest,
    parameters: [channel, ...parameters],
    responses: answers({ 404: "No channel can have that name" }),
  };
}

function common(item: Schema, examples: Record<string, unknown>) {
  return {
    tags: ["Publish"] as [string],
    security: [{ publishKey: [] }],
    parameters: PARAMETERS,
    requestBody: { required: true as const, content: bodies(item, examples) },
  };
}

const PARAMETERS: Parameter[] = [
  {
    name: "Idempotency-Key",
    in: "header",
    description:
      "1 to 255 printable characters in quotes, unique for each request of this key to " +
      "this channel. The same request is answered as the first time, for at least four days",
    schema: { type: "string" },
  },
  {
    name: "Content-Encoding",
    in: "header",
    description: "`gzip` when the body is packed; the limit counts what it unpacks to",
    schema: { type: "string", enum: ["gzip"] },
  },
];

function bodies(item: Schema, examples: Record<string, unknown>): Record<string, Media> {
  const list = { type: "array", items: item, minItems: 1, maxItems: 1_000 };
  const values = Object.entries(examples).map(([name, value]) => [name, { value }]);
  const lines = Object.values(examples).map((value) => `${JSON.stringify(value)}\n`).join("");
  return {
    "application/json": { schema: { anyOf: [item, list] }, examples: Object.fromEntries(values) },
    "application/x-ndjson": {
      schema: { type: "string", description: "One item a line, up to 1,000" },
      examples: { Lines: { value: lines } },
    },
  };
}

function answers(more: Record<string, string>): Record<string, Answer> {
  const counted = {
    200: json("Nothing was new", receipt),
    201: json("Something new was written, and it is durable", receipt),
    ...problems({
      400: "Not JSON, not UTF-8, or not gzip where it says so",
      413: "Over 5 MiB or 1,000 items; the rest is not read",
      415: "Another content type or encoding",
      422:
        "One item: it is not valid, and `pointer` says where. Or the `Idempotency-Key` came with " +
        "another request",
      429: "The key, or all keys from your address, publish too fast",
      503: "The database is away or the queue is full. Sending again is safe",
      ...more,
    }),
  };
  const uncounted = problems({
    401: "No key, or one that is not known",
    403: "The key's scope is another",
  });
  const timeout = {
    408: { description: "The request took over a minute to come; without a body" },
  };
  return { ...withQuota(counted), ...uncounted, ...timeout };
}
