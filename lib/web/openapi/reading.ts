import type * as z from "zod";
import { event, health, history, metrics, sourceHealth } from "./answers.ts";
import { json, problems } from "./responses.ts";
import { reference } from "./schemas.ts";
import type { Answer, Operation, Parameter, Schema } from "./types.ts";

/** Open where no password is set; else with it, or with a key of scope `read`. */
const SECURITY = [{}, { password: [] }, { readKey: [] }];

/** What a screen on the wall shows is open to its link too. */
const ON_SCREENS = [...SECURITY, { screenKey: [] }];

/** `GET`s for programs, by path. */
export function readPaths(): Record<string, { get: Operation }> {
  return {
    "/api/metrics": { get: readMetrics() },
    "/api/history": { get: readHistory() },
    "/api/sources": { get: readSources() },
    "/api/stream/metrics": { get: streamMetrics() },
    "/api/stream/events": { get: streamEvents() },
    "/metrics": { get: prometheus() },
    "/livez": { get: livez() },
    "/readyz": { get: readyz() },
  };
}

function read(operationId: string, summary: string, description: string) {
  return { operationId, tags: ["Read"] as [string], summary, description, security: SECURITY };
}

function guarded(answers: Record<string, Answer>, more: Record<string, string> = {}) {
  const refused = problems({
    401: "A password is set, and this is neither it nor a key that is known",
    403: "The key's scope is another",
    503: "The key cannot be looked up, as the database is away",
    ...more,
  });
  return { ...answers, ...refused };
}

const KNOWN: Parameter = {
  name: "If-None-Match",
  in: "header",
  description: "The `ETag` of an earlier answer",
  schema: { type: "string" },
};

const UNCHANGED = { description: "It is still the one that `If-None-Match` names" };

function readMetrics(): Operation {
  return {
    ...read(
      "metrics",
      "The board now",
      "From memory. `Age` says how many seconds ago it was known to be current, " +
        "`Flashboard-Version` which pages the server has.",
    ),
    security: ON_SCREENS,
    parameters: [KNOWN],
    responses: guarded({
      200: json("The board", metrics),
      304: UNCHANGED,
    }),
  };
}

function readHistory(): Operation {
  return {
    ...read(
      "history",
      "Orders and revenue by the minute",
      "By the minute in which orders were placed. Every step is there, quiet ones with zeros, at " +
        "most 1,500. Kept for good, though the log may be trimmed; active users and units at " +
        "risk are read as each minute begins, and trimmed with the log.",
    ),
    parameters: [
      query("from", "RFC 3339 instant; the start of the store's day when absent", {
        type: "string",
        format: "date-time",
      }),
      query("to", "RFC 3339 instant; now when absent", { type: "string", format: "date-time" }),
      query("step", "Seconds, in whole minutes", {
        type: "integer",
        minimum: 60,
        maximum: 86_400,
        default: 60,
      }),
      KNOWN,
      {
        name: "Cache-Control",
        in: "header",
        description: "`max-age`: how many seconds old the answer may be; `Age` says how old it is",
        schema: { type: "string" },
      },
    ],
    responses: guarded({ 200: json("The steps, oldest first", history), 304: UNCHANGED }, {
      422: "A parameter that cannot be, or over 1,500 steps",
      503: "The database is away",
    }),
  };
}

function readSources(): Operation {
  return {
    ...read(
      "sources",
      "How webhooks fare",
      "Each source's deliveries, counted on all servers together; worst first. The lag is of the last " +
        "delivery: how long before it came what it tells happened.",
    ),
    responses: guarded({ 200: json("All sources", sourceHealth) }, {
      503: "The database is away",
    }),
  };
}

const HEARTBEAT = query("heartbeat", "Seconds between `heartbeat` events", {
  type: "integer",
  minimum: 1,
  maximum: 60,
  default: 15,
});

const RESUME: Parameter[] = [
  query("after", "The position after which to go on", { type: "string" }),
  {
    name: "Last-Event-ID",
    in: "header",
    description: "The same, as browsers send it when they come back; it wins over `after`",
    schema: { type: "string" },
  },
];

const STREAM_PROBLEMS = {
  422: "A parameter that cannot be",
  429: "Your address has as many streams open as it may",
  503: "The server has as many streams open as it may, or the database is away",
};

function streamMetrics(): Operation {
  return {
    ...read(
      "stream_metrics",
      "The board as server-sent events",
      "First `init` with the whole board, or the frames missed since `Last-Event-ID`. Then " +
        "`orders`, `revenue`, `inventory`, `alerts` and `visitors` as things change, at most every " +
        "50 ms, with absolute values under the board's names. `init` comes again when a client was " +
        "too slow, and at the store's midnight.\n\nMerge `recentOrders` and `alerts` by `id`: in a " +
        "rush a frame has only the newest, and the others follow. `alerts` says with `whole` that " +
        "they are all there are. `heartbeat` has no id.",
    ),
    security: ON_SCREENS,
    parameters: [...RESUME, HEARTBEAT],
    responses: guarded(
      { 200: stream("`init` has these fields, each event some of them", metrics) },
      STREAM_PROBLEMS,
    ),
  };
}

function streamEvents(): Operation {
  return {
    ...read(
      "stream_events",
      "Every event of the log",
      "In order, none lost, none merged. Without a position it begins with what comes next; " +
        "`after=0` is the beginning. A position of another log, or one that was trimmed, is answered " +
        "with `event: reset`, whose id is where the stream goes on.",
    ),
    parameters: [
      query("channel", "Channels, separated by commas; all when absent", { type: "string" }),
      ...RESUME,
      HEARTBEAT,
    ],
    responses: guarded({ 200: stream("One event of the log each", event) }, {
      404: "No channel can have that name",
      ...STREAM_PROBLEMS,
    }),
  };
}

function prometheus(): Operation {
  const content = { "text/plain": { schema: { type: "string" } } };
  return {
    ...read("prometheus", "Counts for Prometheus", "Of this server's streams and dashboards."),
    responses: guarded({ 200: { description: "Prometheus' text format", content } }),
  };
}

function livez(): Operation {
  return {
    ...open("livez", "The process answers"),
    responses: { 200: json("It does", health) },
  };
}

function readyz(): Operation {
  return {
    ...open("readyz", "Orders can be taken"),
    responses: {
      200: json("They can", health),
      503: json("They cannot, and `failing` says why", health),
    },
  };
}

function open(operationId: string, summary: string) {
  const description = "For whatever looks after servers. Needs no password.";
  return { operationId, tags: ["Run"] as [string], summary, description, security: [] };
}

function stream(description: string, schema: z.ZodType): Answer {
  return { description, content: { "text/event-stream": { schema: reference(schema) } } };
}

function query(name: string, description: string, schema: Schema): Parameter {
  return { name, in: "query", description, schema };
}
