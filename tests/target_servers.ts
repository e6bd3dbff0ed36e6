import * as z from "zod";
import { Webhook } from "standardwebhooks";

/** A message as a target read it. */
export interface Received {
  headers: Headers;
  body: Record<string, unknown>;
}

/** What a target answers; undefined for what its protocol says of a good message. */
export type Answering = (received: Received) => Response | Promise<Response> | undefined;

/** A local server that speaks a target's protocol, and is as strict as the real one. */
export interface TargetServer extends AsyncDisposable {
  url: string;
  received: Received[];
}

/** Checks a request as the real one does; a text says what is wrong. */
type Protocol = (request: Request, text: string) => { good: Response } | { bad: Response };

const OPTIONS = { port: 0, hostname: "127.0.0.1", onListen() {} };

/** Starts one; `answering` may answer in its place. */
export function targetServer(
  protocol: Protocol,
  answering: Answering = () => undefined,
): TargetServer {
  const received: Received[] = [];
  const server = Deno.serve(OPTIONS, async (request) => {
    const text = await request.text();
    const checked = protocol(request, text);
    if ("bad" in checked) return checked.bad;
    const one = { headers: request.headers, body: JSON.parse(text) };
    received.push(one);
    return await answering(one) ?? checked.good;
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    received,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function plain(most: number) {
  const text = z.string().min(1).max(most);
  return z.strictObject({ type: z.literal("plain_text"), text, emoji: z.boolean() });
}

const slackMessage = z.strictObject({
  // It is mrkdwn: `<!channel>` would wake everybody.
  text: z.string().min(1).regex(/^[^<>]*$/),
  blocks: z.array(z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("header"), text: plain(150) }),
    z.strictObject({ type: z.literal("section"), text: plain(3_000) }),
    z.strictObject({ type: z.literal("context"), elements: z.array(plain(3_000)).max(10) }),
  ])).max(50),
});

export const slackProtocol: Protocol = (request, text) => {
  if (new URL(request.url).pathname !== "/services/T0/B0/secret") {
    return { bad: new Response("no_service", { status: 404 }) };
  }
  return fits(slackMessage, request, text)
    ? { good: new Response("ok") }
    : { bad: new Response("invalid_payload", { status: 400 }) };
};

const ntfyMessage = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string(),
  message: z.string().min(1).refine((text) => new TextEncoder().encode(text).length <= 4_096),
  priority: z.int().min(1).max(5),
  tags: z.array(z.string()),
});

export const ntfyProtocol: Protocol = (request, text) => {
  const isRoot = new URL(request.url).pathname === "/";
  if (request.headers.get("authorization") !== "Bearer tk_secret") {
    return { bad: Response.json({ code: 40301, error: "forbidden" }, { status: 403 }) };
  }
  return isRoot && fits(ntfyMessage, request, text)
    ? { good: Response.json({ id: "x", event: "message" }) }
    : { bad: Response.json({ code: 40024, error: "invalid" }, { status: 400 }) };
};

const common = {
  routing_key: z.literal("R0123456789ABCDEF0123456789ABCDE"),
  dedup_key: z.string().min(1).max(255),
};

const pagerdutyEvent = z.discriminatedUnion("event_action", [
  z.strictObject({
    ...common,
    event_action: z.literal("trigger"),
    client: z.string(),
    payload: z.strictObject({
      summary: z.string().min(1).max(1_024),
      source: z.string().min(1),
      severity: z.enum(["critical", "error", "warning", "info"]),
      timestamp: z.iso.datetime(),
      custom_details: z.record(z.string(), z.unknown()),
    }),
  }),
  z.strictObject({ ...common, event_action: z.literal("acknowledge") }),
  z.strictObject({ ...common, event_action: z.literal("resolve") }),
]);

export const pagerdutyProtocol: Protocol = (request, text) => {
  const isThere = new URL(request.url).pathname === "/v2/enqueue";
  if (!isThere || !fits(pagerdutyEvent, request, text)) {
    const invalid = { status: "invalid event", message: "Event object is invalid", errors: [] };
    return { bad: Response.json(invalid, { status: 400 }) };
  }
  const { dedup_key } = JSON.parse(text);
  const good = { status: "success", message: "Event processed", dedup_key };
  return { good: Response.json(good, { status: 202 }) };
};

export const WEBHOOK_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

const webhookBody = z.strictObject({
  type: z.string().regex(/^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*$/),
  timestamp: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
});

/** As the library of the specification checks it. */
export function webhookProtocol(secret = WEBHOOK_SECRET): Protocol {
  return (request, text) => {
    try {
      new Webhook(secret).verify(text, Object.fromEntries(request.headers));
    } catch (error) {
      return { bad: new Response((error as Error).message, { status: 401 }) };
    }
    return fits(webhookBody, request, text) && new TextEncoder().encode(text).length < 20_000
      ? { good: new Response(null, { status: 204 }) }
      : { bad: new Response("not an event", { status: 422 }) };
  };
}

function fits(schema: z.ZodType, request: Request, text: string): boolean {
  if (request.method !== "POST") return false;
  if (!request.headers.get("content-type")?.startsWith("application/json")) return false;
  return schema.safeParse(JSON.parse(text)).success;
}
