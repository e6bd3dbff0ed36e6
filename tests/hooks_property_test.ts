import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Command } from "../lib/command.ts";
import { FlashboardError } from "../lib/error.ts";
import { cloudEvents } from "../lib/hooks/cloudevents.ts";
import { lineOf, minorOf, moneyOf, parseExact } from "../lib/hooks/payload.ts";
import type { About } from "../lib/hooks/source.ts";
import { SOURCES } from "../lib/hooks/sources.ts";
import { exponentOf, parseMoney } from "../lib/money.ts";
import { parseItem } from "../lib/schema.ts";
import { NOON, publication } from "./builders.ts";
import { PureShop } from "./pure_shop.ts";
import { fixture, type Payload } from "./hook_sender.ts";

const TOPICS: Readonly<Record<string, readonly string[]>> = {
  shopify: ["orders/create", "orders/cancelled", "refunds/create"]
    .concat(["inventory_levels/update", "products/update", "carts/create"]),
  woocommerce: ["order.created", "order.updated", "order.deleted", "product.updated", "coupon.x"],
  stripe: ["checkout.session.completed", "charge.refunded", "invoice.paid"],
  standard: ["order.created"],
};

const FIXTURES = await Promise.all(
  [
    "shopify-order",
    "shopify-refund",
    "shopify-level",
    "shopify-product",
    "woocommerce-order",
    "woocommerce-product",
    "stripe-session",
    "stripe-refund",
  ].map((name) => fixture(name)),
);

/** What a field may hold that nobody expects. */
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>("2026-11-24T09:00:00Z", "0000-01-01T00:00:00Z", "1e400", "-0.5"),
  fc.constantFrom<unknown>("\u0000", "\ud800", "9".repeat(400), "", -1, 1e300, 9e15, 2 ** 53),
);

/** A payload in which one field, at any depth, is another than its source would send. */
const spoilt: fc.Arbitrary<unknown> = fc.tuple(
  fc.constantFrom<Payload>(...FIXTURES),
  fc.array(fc.nat(30), { minLength: 1, maxLength: 5 }),
  odd,
).map(([payload, path, value]) => spoil(payload, path, value));

function spoil(payload: unknown, [step, ...path]: number[], value: unknown): unknown {
  if (step === undefined || typeof payload !== "object" || payload === null) return value;
  const keys = Object.keys(payload);
  const key = keys[step % keys.length];
  if (key === undefined) return value;
  const inner = spoil((payload as Payload)[key], path, value);
  return Array.isArray(payload) ? payload.with(Number(key), inner) : { ...payload, [key]: inner };
}

/** Translates as any source would; what it refuses by name is no command. */
function commandsOf(source: string, topic: string, payload: unknown): Command[] {
  const about: About = { topic, id: null, sentAt: NOON, receivedAt: NOON };
  const named = source === "standard" ? { type: topic, data: payload } : payload;
  try {
    const translate = SOURCES[source as keyof typeof SOURCES].translate;
    const told = translate(named, about, { currency: "USD", customerLabel: "initials" });
    return "commands" in told ? told.commands : [];
  } catch (error) {
    assert.ok(error instanceof FlashboardError, String(error));
    return [];
  }
}

for (const [source, topics] of Object.entries(TOPICS)) {
  Deno.test(`hooks: whatever ${source} sends is either refused by name or can be decided, kept and shown`, () => {
    const payloads = fc.oneof({ weight: 1, arbitrary: fc.jsonValue() }, {
      weight: 5,
      arbitrary: spoilt,
    });
    fc.assert(
      fc.property(fc.constantFrom(...topics), payloads, (topic, payload) => {
        const commands = commandsOf(source, topic, payload);
        const { events } = new PureShop().commit([publication(...commands)]);
        // Postgres can keep neither.
        assert.doesNotMatch(JSON.stringify(events), /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/);
      }),
      { numRuns: 2_000 },
    );
  });
}

Deno.test("hooks: whatever bytes come, they are JSON or refused without a word of them", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    try {
      parseExact(bytes);
    } catch (error) {
      assert.ok(error instanceof FlashboardError);
      assert.equal(error.message, "The body is not JSON");
    }
  }));
  assert.throws(() => parseExact(new TextEncoder().encode('"Ada Lovelace')), {
    message: "The body is not JSON",
  });
  const deep = `${"[".repeat(100_000)}${2n ** 64n}${"]".repeat(100_000)}`;
  assert.throws(() => parseExact(new TextEncoder().encode(deep)), { code: "bad_json" });
});

Deno.test("hooks: text that is kept is one line of whole characters, of bounded length", () => {
  const text = fc.string({ unit: "binary", maxLength: 300 });
  // deno-lint-ignore no-control-regex -- these are the ones that must not get through
  const control = /[\u0000-\u001f\u007f]/;
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 250 }), (given, max) => {
    const kept = lineOf(`\u0000${given}\ud83d\ude00`, max);
    assert.ok(kept === null || (kept.isWellFormed() && kept.length <= max));
    assert.doesNotMatch(kept ?? "", control);
  }));
  assert.equal(lineOf("a\u0000\nb\ud800"), "a b\ufffd");
});

Deno.test("hooks: a whole number comes through as itself, or beyond 2^53 as its digits", () => {
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (number) => {
    const read = parseExact(new TextEncoder().encode(`[${number}]`)) as unknown[];
    const safe = number >= Number.MIN_SAFE_INTEGER && number <= Number.MAX_SAFE_INTEGER;
    assert.deepEqual(read, [safe ? Number(number) : String(number)]);
  }));
});

Deno.test("hooks: money of a currency's decimals is exact, and of more is rounded half up", () => {
  const currency = fc.constantFrom("USD", "JPY", "KWD");
  fc.assert(
    fc.property(
      currency,
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      fc.nat(99),
      (code, minor, more) => {
        const scale = 10n ** BigInt(exponentOf(code));
        const fraction = exponentOf(code) === 0
          ? ""
          : String(minor % scale).padStart(exponentOf(code), "0");
        const whole = `${minor / scale}`;
        assert.equal(minorOf(fraction ? `${whole}.${fraction}` : whole, code), minor);
        const rest = String(more).padStart(2, "0");
        assert.equal(minorOf(`${whole}.${fraction}${rest}`, code), minor + (more >= 50 ? 1n : 0n));
        assert.equal(parseMoney(moneyOf(`${whole}.${fraction || "0"}`, code), code), minor);
      },
    ),
  );
});

Deno.test("cloudevents: whatever stands around an item, it is an item or refused by name", () => {
  const envelope = fc.record({
    specversion: fc.constantFrom<unknown>("1.0", "0.3", 1),
    id: fc.oneof(fc.string(), odd),
    source: fc.oneof(fc.constant("/till/1"), odd),
    type: fc.string(),
    time: odd,
    data: odd,
  }, { requiredKeys: [] });
  const header = (name: string) =>
    name === "content-type" ? "application/cloudevents+json" : undefined;
  fc.assert(fc.property(fc.oneof(envelope, fc.jsonValue()), (event) => {
    const unwrapped = cloudEvents(header, "orders")?.(event);
    assert.ok(unwrapped);
    if (unwrapped.item instanceof FlashboardError) return;
    const rules = { currency: "USD", customerLabel: "none" } as const;
    assert.ok(parseItem("orders", unwrapped.item, 0, rules));
    assert.match(unwrapped.idempotency?.key ?? "", /^ce orders [0-9a-f]{32}$/);
  }));
});
