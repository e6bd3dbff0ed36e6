import assert from "node:assert/strict";
import * as fc from "fast-check";
import { FlashboardError } from "../lib/error.ts";
import { exponentOf, formatMoney, parseMoney } from "../lib/money.ts";

Deno.test("amounts are read exactly, by the currency's decimals", () => {
  assert.equal(parseMoney("19.95", "USD"), 1995n);
  assert.equal(parseMoney("19.9", "USD"), 1990n);
  assert.equal(parseMoney("19.9500", "USD"), 1995n);
  assert.equal(parseMoney(0.1, "USD"), 10n);
  assert.equal(parseMoney(500, "JPY"), 500n);
  assert.equal(parseMoney("1.234", "KWD"), 1234n);
  assert.equal(parseMoney("1.2345", "CLF"), 12345n);
  assert.equal(parseMoney("9999999999999.99", "USD"), 999999999999999n);
});

Deno.test("what is no amount is refused with what was seen", () => {
  const bad = ["", " 1", "1.", ".5", "-1", "+1", "1e3", "1,50", "NaN", "Infinity", "0x10", "1_000"];
  for (const text of [...bad, NaN, Infinity, -1, 1e21]) {
    assert.throws(() => parseMoney(text, "USD"), FlashboardError, String(text));
  }
  assert.throws(() => parseMoney("1.5", "JPY"), /at most 0 decimals: current value is "1.5"/);
  assert.throws(() => parseMoney("10000000000000.01", "USD"), /too large/);
});

Deno.test("what is written is read back as it was, in every currency", () => {
  const amounts = fc.bigInt({ min: 0n, max: 10n ** 15n });
  fc.assert(fc.property(amounts, fc.constantFrom("USD", "JPY", "KWD", "CLF"), (minor, currency) => {
    const text = formatMoney(minor, currency);

    assert.equal(parseMoney(text, currency), minor);
    assert.equal(text.split(".")[1]?.length ?? 0, exponentOf(currency));
    assert.equal(formatMoney(-minor, currency), minor === 0n ? text : `-${text}`);
  }));
});
