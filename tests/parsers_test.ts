import assert from "node:assert/strict";
import * as fc from "fast-check";
import { FlashboardError } from "../lib/error.ts";
import { formatPosition, parsePosition } from "../lib/event.ts";
import { readStretch } from "../lib/history.ts";
import { formatMoney, parseMoney } from "../lib/money.ts";
import { checkChannel, parseItem } from "../lib/schema.ts";
import { readBody } from "../lib/web/body.ts";
import { readIdempotencyKey } from "../lib/web/idempotency.ts";
import { readItems } from "../lib/web/items.ts";

const RULES = { currency: "USD", customerLabel: "initials" } as const;

const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ maxLength: 20 }),
  fc.stringMatching(/^[a-z0-9_"\\.-]{0,70}$/),
);

/** What comes out, or undefined when it was refused in the only way that may be shown to a caller. */
function outcome<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof FlashboardError, String(error));
  }
}

Deno.test("parsers: an item of any channel is a command, a visitor or a reason, whatever it is", () => {
  const channels = ["orders", "refunds", "inventory", "alerts", "visits", "clicks", "constructor"];
  const fields = [
    ...["id", "orderId", "total", "amount", "items", "status", "customer", "currency", "placedAt"],
    ...["productId", "available", "delta", "name", "threshold", "countedAt", "restocked", "title"],
    ...["message", "severity", "visitor", "__proto__", "constructor", "toString"],
  ];
  const items = fc.oneof(
    fc.anything({ withNullPrototype: true, withBigInt: true }),
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom(...fields), fc.oneof(texts, fc.jsonValue({ maxDepth: 3 }))),
  );
  fc.assert(
    fc.property(fc.constantFrom(...channels), items, (channel, item) => {
      // What has no JSON text cannot come over HTTP.
      const text = outcomeOfStringify(item);
      if (text === undefined) return;
      const parsed = parseItem(channel, JSON.parse(text), 3, RULES);
      if ("rejection" in parsed) {
        const { index, pointer, detail, code } = parsed.rejection;
        assert.deepEqual([index, code, typeof detail], [3, "invalid", "string"]);
        assert.match(pointer, /^(\/([^~]|~0|~1)*)*$/);
      } else {
        assert.ok("visitor" in parsed || parsed.command.index === 3);
      }
    }),
    { numRuns: 5_000 },
  );
});

function outcomeOfStringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined; // a circle, or a bigint
  }
}

Deno.test("parsers: a body is items or a refusal, whatever its bytes", async () => {
  const types = fc.constantFrom(
    "application/json",
    "application/x-ndjson",
    "text/plain",
    undefined,
  );
  const encodings = fc.constantFrom("gzip", "identity", "br", undefined);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.array(fc.json()).map((lines) => new TextEncoder().encode(lines.join("\r\n"))),
  );
  await fc.assert(
    fc.asyncProperty(types, encodings, bytes, async (type, encoding, bytes) => {
      const whole = ReadableStream.from([new Uint8Array(bytes)]);
      try {
        const body = readBody(whole, { encoding, length: undefined });
        assert.ok((await Array.fromAsync(readItems(body, type))).length > 0);
      } catch (error) {
        assert.ok(error instanceof FlashboardError, String(error));
      }
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("parsers: money is exact or refused", () => {
  const currencies = fc.constantFrom("USD", "JPY", "KWD", "CLF");
  const amounts = fc.oneof(
    texts,
    fc.double(),
    fc.stringMatching(/^-?\d{0,18}(\.\d{0,6})?$/),
    fc.stringMatching(/^\d{1,6}\.\d\d?$/),
  );
  fc.assert(
    fc.property(amounts, currencies, (amount, currency) => {
      const minor = outcome(() => parseMoney(amount, currency));
      if (minor === undefined) return;
      const text = formatMoney(minor, currency);
      assert.ok(minor >= 0n && minor <= 10n ** 15n);
      assert.equal(parseMoney(text, currency), minor);
      assert.ok(Number(text) === Number(amount), text);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("parsers: a position is read as it was written, and anything else is none", () => {
  const positions = fc.record({
    epoch: fc.stringMatching(/^[a-z0-9]{1,32}$/),
    seq: fc.nat(),
  }, { noNullPrototype: true });
  fc.assert(fc.property(positions, (position) => {
    assert.deepEqual(parsePosition(formatPosition(position)), position);
  }));
  fc.assert(
    fc.property(texts, (text) => {
      const position = parsePosition(text);
      if (position) assert.ok(Number.isSafeInteger(position.seq) && position.seq >= 0);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("parsers: an Idempotency-Key is read as it was written, and anything else is refused", () => {
  const printable = fc.stringMatching(/^[ -~]{1,255}$/);
  fc.assert(fc.property(printable, (key) => {
    const quoted = `"${key.replace(/["\\]/g, "\\$&")}"`;
    assert.equal(readIdempotencyKey(quoted), key);
  }));
  fc.assert(
    fc.property(texts, (text) => {
      const key = outcome(() => readIdempotencyKey(text));
      if (key !== undefined) assert.match(key ?? "", /^[ -~]{1,255}$/);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("parsers: a channel's name stands in a URL as it is, and anything else is refused", () => {
  fc.assert(
    fc.property(texts, (text) => {
      if (outcome(() => checkChannel(text) ?? true)) assert.equal(encodeURIComponent(text), text);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("parsers: a stretch of the history is whole minutes, few enough to be sent, or refused", () => {
  const instants = fc.oneof(
    texts,
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.constantFrom(undefined, "2026-11-24T09:00:00Z", "2026-11-24T99:00:00Z", "T Z"),
  );
  const steps = fc.oneof(texts, fc.integer().map(String), fc.constantFrom("60", "3600", undefined));
  const day = Date.parse("2026-11-24T00:00:00Z");
  fc.assert(
    fc.property(instants, instants, steps, (from, to, step) => {
      const read = outcome(() =>
        readStretch({ from, to, step }, { from: day, to: day + 3_600_000 })
      );
      if (read) assert.ok(read.to > read.from && (read.to - read.from) / read.step <= 1_500);
    }),
    { numRuns: 5_000 },
  );
});
