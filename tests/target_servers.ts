import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { Webhook } from "standardwebhooks";
import { webServer } from "./harness/web_server.ts";

/** A message as a target read it. */
export interface Received {
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

/** What is answered; status 200 unless it is another. */
export interface Answered {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** What a target answers; undefined for what its protocol says of a good message. */
export type Answering = (received: Received) => Answered | Promise<Answered> | undefined;

/** A local server that speaks a target's protocol, and is as strict as the real one. */
export interface TargetServer extends AsyncDisposable {
  url: string;
  received: Received[];
}

interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  text: string;
}

/** Checks a message as the real one does. */
export type Protocol = (sent: Sent) => { good: Answered } | { bad: Answered };

/** Starts one; `answering` may answer good messages in its place. */
export async function targetServer(
  protocol: Protocol,
  answering: Answering = () => undefined,
): Promise<TargetServer> {
  const received: Received[] = [];
  const server = await webServer(async (request, response) => {
    const sent = await read(request);
    const checked = protocol(sent);
    let answered = "bad" in checked ? checked.bad : checked.good;
    if ("good" in checked) {
      const one = { headers: sent.headers, body: JSON.parse(sent.text) };
      received.push(one);
      answered = await answering(one) ?? answered;
    }
    response.writeHead(answered.status ?? 200, answered.headers).end(answered.body);
  });
  return { ...server, received };
}

async function read(request: IncomingMessage): Promise<Sent> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: request.method ?? "",
    path: request.url ?? "",
    headers: Object.fromEntries(headers),
    text: Buffer.concat(chunks).toString(),
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

export const slackProtocol: Protocol = (sent) => {
  if (sent.path !== "/services/T0/B0/secret") return { bad: { status: 404, body: "no_service" } };
  return fits(slackMessage, sent)
    ? { good: { body: "ok" } }
    : { bad: { status: 400, body: "invalid_payload" } };
};

const ntfyMessage = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string(),
  message: z.string().min(1).refine((text) => new TextEncoder().encode(text).length <= 4_096),
  priority: z.int().min(1).max(5),
  tags: z.array(z.string()),
});

export const ntfyProtocol: Protocol = (sent) => {
  if (sent.headers["authorization"] !== "Bearer tk_secret") {
    return { bad: { status: 403, body: '{"code":40301,"error":"forbidden"}' } };
  }
  const hasSequence = /^[-_A-Za-z0-9]{1,64}$/.test(sent.headers["x-sequence-id"] ?? "");
  return sent.path === "/" && hasSequence && fits(ntfyMessage, sent)
    ? { good: { body: '{"id":"x","event":"message"}' } }
    : { bad: { status: 400, body: '{"code":40024,"error":"invalid"}' } };
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

export const pagerdutyProtocol: Protocol = (sent) => {
  return sent.path === "/v2/enqueue" && fits(pagerdutyEvent, sent)
    ? { good: { status: 202, body: '{"status":"success","message":"Event processed"}' } }
    : { bad: { status: 400, body: '{"status":"invalid event","errors":[]}' } };
};

export const WEBHOOK_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

const webhookBody = z.strictObject({
  type: z.string().regex(/^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*$/),
  timestamp: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
});

/** As the library of the specification checks it. */
export function webhookProtocol(secret = WEBHOOK_SECRET): Protocol {
  return (sent) => {
    try {
      new Webhook(secret).verify(sent.text, sent.headers);
    } catch (error) {
      return { bad: { status: 401, body: (error as Error).message } };
    }
    return fits(webhookBody, sent) && Buffer.byteLength(sent.text) < 20_000
      ? { good: { status: 204 } }
      : { bad: { status: 422, body: "not an event" } };
  };
}

function fits(schema: z.ZodType, { method, headers, text }: Sent): boolean {
  if (method !== "POST" || !headers["content-type"]?.startsWith("application/json")) return false;
  return schema.safeParse(JSON.parse(text)).success;
}
