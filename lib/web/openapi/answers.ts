import * as z from "zod";
import type { Alert } from "../../alert.ts";
import type { HistoryPoint } from "../../history.ts";
import type { Metrics } from "../../metrics.ts";
import type { Pause } from "../../pause.ts";

// What the server answers. The types tie the schemas to what it sends; a test reads real answers with them.

const count = z.int().min(0);
const instant = z.iso.datetime();
const money = z.string();

const position = z.string()
  .describe("Where in the log: `<epoch>-<number>`, to be sent back as `after` or `Last-Event-ID`");

export const receipt = z.object({
  accepted: count.describe("Items that were new"),
  duplicates: count.describe("Items that were known already, with the same content"),
  rejected: z.array(z.object({
    index: count.describe("The item's place in the request, from 0"),
    pointer: z.string().describe("JSON Pointer (RFC 6901) into the item"),
    detail: z.string().describe("What is wrong with it"),
  })).describe("Items that were not taken, in their order"),
  position,
}).meta({
  title: "Receipt",
  examples: [{ accepted: 1, duplicates: 0, rejected: [], position: "k3x9m2ab-1042" }],
});

export const problem = z.object({
  type: z.string().describe("`about:blank`, or the URI of a kind of problem"),
  title: z.string(),
  status: z.int().describe("The answer's status once more"),
  detail: z.string().describe("A sentence for the person who reads your log"),
  requestId: z.string().describe(
    "Names the request in the server's log; `X-Request-Id` has it too",
  ),
  pointer: z.string().optional().describe("JSON Pointer (RFC 6901) to what is wrong"),
  "violated-policies": z.array(z.string()).optional().describe("The quotas that are used up"),
}).meta({
  title: "Problem",
  examples: [{
    type: "about:blank",
    title: "Invalid item",
    status: 422,
    detail: 'total: must be a decimal string like "19.95"',
    requestId: "7f3d3ab2-94a7-4e43-9f2c-2f6d0a1c5b10",
    pointer: "/total",
  }],
});

const orderLine = z.object({
  productId: z.string(),
  name: z.string().nullable(),
  quantity: z.int(),
  price: money,
});

const recentOrder = z.object({
  id: z.string(),
  customer: z.string().nullable().describe("What `CUSTOMER_LABEL` leaves of the name"),
  total: money,
  currency: z.string(),
  status: z.enum(["placed", "cancelled"]),
  placedAt: instant,
  acceptedAt: instant.exactOptional().describe("When its newest news was accepted"),
  items: z.array(orderLine).describe("At most the first five lines"),
  lines: count.describe("How many lines there are in all"),
  units: count,
});

const lowProduct = z.object({
  productId: z.string(),
  name: z.string(),
  available: z.int(),
  threshold: z.int().describe("Units below which its stock is low"),
  state: z.enum(["low", "out", "oversold"]),
});

const minutes = z.number().min(0);

const productAtRisk = lowProduct.extend({
  state: z.enum(["ok", "low", "out", "oversold"]),
  soldIn5Min: count.describe("Units sold in the last 5 minutes"),
  unitsPerMinute: z.number().min(0).describe("How fast it sells now"),
  cover: z.object({ minutes, low: minutes, high: minutes }).nullable()
    .describe("Minutes until it runs out, and from when to when; null when that cannot be told"),
  level: z.enum(["ok", "warning", "critical"])
    .describe(
      "Under 15 minutes of cover, under 5 by default; the setting `rules` says otherwise",
    ),
});

const raisedAlert: z.ZodType<Alert> = z.object({
  id: z.string(),
  title: z.string(),
  message: z.string(),
  severity: z.enum(["info", "warning", "critical"]),
  at: instant,
  productId: z.string().exactOptional().describe("When it is about a product's stock"),
  acknowledged: z.object({ at: instant }).exactOptional()
    .describe("Once somebody has said that it is being seen to"),
  snoozedUntil: instant.exactOptional().describe("Nobody wants to be told before then"),
  rule: z.enum(["low", "out", "oversold", "cover", "silent", "velocity", "price"]).exactOptional()
    .describe("Which of the board's own rules raised it; absent when it was published"),
  resolvedAt: instant.exactOptional().describe("Since when it is over; absent while it is open"),
  replacedBy: z.string().exactOptional()
    .describe("The worse alert about the same product that took its place"),
});

export const metrics: z.ZodType<Metrics> = z.object({
  position,
  at: instant.describe("The server's time"),
  storeName: z.string(),
  currency: z.string().describe("The store's, ISO 4217"),
  timeZone: z.string().describe("The store's, IANA"),
  day: z.object({ start: instant, end: instant }).describe('What "today" means: `[start, end)`'),
  ordersToday: z.int().describe("Orders placed today, less those cancelled"),
  revenueToday: money.describe("Their gross totals in the store's currency"),
  refundedToday: money.describe("What went back today, for orders of any day"),
  netRevenueToday: money.describe("Gross revenue less refunds"),
  otherRevenueToday: z.array(z.object({ currency: z.string(), total: money }))
    .describe("Today's revenue in other currencies, never converted"),
  unitsToday: z.int(),
  activeUsers: count.describe("Distinct visitors of the last five minutes"),
  ordersPerMinute: z.number().describe("Orders accepted in the last 60 seconds"),
  recentOrders: z.array(recentOrder).describe("Newest first, at most 50"),
  lowStock: z.array(lowProduct).describe("Lowest first, at most 50"),
  inventoryAtRisk: z.array(productAtRisk)
    .describe("Oversold first, then by minutes of cover, at most 50"),
  unitsAtRisk: count.describe("Units oversold, and those that will be in 15 minutes"),
  alerts: z.array(raisedAlert).describe("Newest first, at most 50: open critical ones stay"),
}).meta({ title: "Metrics" });

const historyPoint: z.ZodType<HistoryPoint> = z.object({
  at: instant.describe("When the step began"),
  orders: z.int(),
  units: z.int(),
  revenue: money,
  refunded: money,
  activeUsers: count.nullable().describe("The mean of the step's minutes; null where unknown"),
  unitsAtRisk: count.nullable().describe("The mean of the step's minutes; null where unknown"),
});

export const history = z.object({
  currency: z.string(),
  step: z.int().describe("Seconds"),
  points: z.array(historyPoint),
}).meta({ title: "History" });

export const pause: z.ZodType<Pause> = z.object({
  id: z.string(),
  at: instant,
  productId: z.string(),
  name: z.string(),
  available: z.int(),
  oversold: count.describe("Units sold beyond what was there"),
  minutesOfCover: minutes.nullable().describe("How long the stock lasts, as it sold then"),
  reason: z.string().describe("A sentence for people"),
  askedBy: z.enum(["click", "rule"]),
  dryRun: z.boolean(),
  outcome: z.enum(["asked", "dry_run", "cooling_down"])
    .describe(
      "`asked`: every target is told. `dry_run`: a rehearsal, so nobody is. `cooling_down`: a click, and " +
        "the cool-down of the last request, or for a rehearsal of the last rehearsal, is not over",
    ),
  targets: count.describe("How many targets took such requests then"),
}).meta({ title: "Pause" });

export const trail = z.object({
  pauses: z.array(pause).describe("Newest first, at most 100"),
  targets: count.describe("How many targets take such requests now"),
}).meta({ title: "PauseTrail" });

export const event = z.object({
  seq: z.int().min(1).describe("Its place in the log: no number is left out"),
  channel: z.string(),
  at: instant.describe("When it was accepted"),
  data: z.unknown().describe("What was published, as the log keeps it"),
}).meta({ title: "Event" });

export const health = z.object({
  status: z.enum(["ok", "failing"]),
  failing: z.string().optional().describe("The part that fails"),
  postgres: z.enum(["up", "down"]).optional(),
  redis: z.enum(["up", "down", "not used"]).optional(),
}).meta({ title: "Health" });

export const sourceHealth = z.object({
  sources: z.array(z.object({
    source: z.string(),
    configured: z.boolean().describe("Whether its deliveries are taken"),
    state: z.enum(["failing", "silent", "late", "waiting", "well", "off"]),
    says: z.string().describe("The same in words; times are the store's"),
    lastDeliveryAt: instant.nullable().describe("When the last one that was taken came"),
    lastEventAt: instant.nullable().describe("When what it tells happened, by its source"),
    lagMs: count.nullable().describe("How long before it came that was"),
    deliveries: count.describe("Those that were taken"),
    failures: count.describe("Those that were refused"),
    lastFailure: z.object({ at: instant, reason: z.string() }).nullable(),
  })),
}).meta({ title: "Sources" });
