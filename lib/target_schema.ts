import * as z from "zod";
import { line } from "./channels.ts";
import type { NoticeType } from "./outbox.ts";
import type { TargetKind } from "./target.ts";

// What operators may say of a target. The same schemas check it and describe it in GET /openapi.json.

/** All that can be told. */
export const NOTICE_TYPES = [
  "alert.triggered",
  "alert.acknowledged",
  "alert.resolved",
  "promotion.pause.requested",
] as const satisfies NoticeType[];

/** What a target of each kind is told unless it is said otherwise: people less than programs. */
export const DEFAULT_TYPES: Record<TargetKind, NoticeType[]> = {
  slack: ["alert.triggered"],
  ntfy: ["alert.triggered"],
  pagerduty: ["alert.triggered", "alert.acknowledged", "alert.resolved"],
  webhook: [...NOTICE_TYPES],
};

const url = line(2_000).refine(
  isPlainUrl,
  "must be a URL that begins with https://, without a user name",
);

/** Standard Webhooks: 24 to 64 bytes in Base64. */
const secret = z.string().regex(
  /^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  "must be whsec_ and 24 to 64 bytes in Base64",
);

export const slackConfig = z.strictObject({
  url: url.describe("The incoming webhook's URL, which is a secret"),
});

export const ntfyConfig = z.strictObject({
  server: url.default("https://ntfy.sh"),
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/, "must be 1 to 64 of A–Z, a–z, 0–9, - and _")
    .describe("Who knows it can read it, unless the server asks for a token"),
  token: z.string().regex(/^[\x21-\x7e]{1,200}$/, "must be printable characters").optional()
    .describe("An access token that may write to the topic"),
});

export const pagerdutyConfig = z.strictObject({
  routingKey: z.string().regex(/^[A-Za-z0-9_-]{8,128}$/, "must be an integration key")
    .describe("The integration key of an Events API v2 integration"),
  server: url.default("https://events.pagerduty.com").describe(
    "For accounts in the EU another one",
  ),
});

export const webhookConfig = z.strictObject({
  url,
  secret: secret.optional().describe("Made when absent, and told once"),
});

const common = {
  name: line(100).regex(/\S/, "must not be blank").trim().describe("What people call it"),
  types: z.array(z.enum(NOTICE_TYPES)).min(1).max(NOTICE_TYPES.length).optional()
    .describe("What it is told; for Slack and ntfy `alert.triggered` when absent"),
  leastSeverity: z.enum(["info", "warning", "critical"]).default("warning")
    .describe("Alerts below it are not told"),
};

const CONFIGS = {
  slack: slackConfig,
  ntfy: ntfyConfig,
  pagerduty: pagerdutyConfig,
  webhook: webhookConfig,
};

export const newTarget = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("slack"), config: slackConfig, ...common }),
  z.strictObject({ kind: z.literal("ntfy"), config: ntfyConfig, ...common }),
  z.strictObject({ kind: z.literal("pagerduty"), config: pagerdutyConfig, ...common }),
  z.strictObject({ kind: z.literal("webhook"), config: webhookConfig, ...common }),
]).meta({
  title: "NewTarget",
  examples: [{
    kind: "webhook",
    name: "Shop automation",
    config: { url: "https://hooks.example.com/flashboard" },
  }],
});

/** What may change. */
export const targetChange = z.strictObject({
  name: common.name.optional(),
  types: common.types,
  leastSeverity: z.enum(["info", "warning", "critical"]).optional(),
  config: z.record(z.string(), z.unknown()).optional()
    .describe("What of it changes; null takes a field away, and a webhook gets a new secret"),
  disabled: z.null().optional().describe("It is told again"),
}).meta({ title: "TargetChange", examples: [{ leastSeverity: "critical", disabled: null }] });

/** The schema of a kind's config. */
export function configSchema(kind: TargetKind): z.ZodType<Record<string, unknown>> {
  return CONFIGS[kind];
}

/** Plain HTTP is for private networks alone, which shows when the name is resolved. */
function isPlainUrl(text: string): boolean {
  const parsed = URL.parse(text);
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.hostname !== "" &&
    parsed.username === "" && parsed.password === "";
}
