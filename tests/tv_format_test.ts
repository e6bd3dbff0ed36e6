import assert from "node:assert/strict";
import { shortCount, shortMoney } from "../islands/parts/tv_format.ts";

Deno.test("tv: a count stays exact while it fits, and then says less, never more than there is", () => {
  const cases: [value: number, digits: number, text: string][] = [
    [0, 4, "0"],
    [9_999, 4, "9,999"],
    [12_999, 4, "12.9K"],
    [99_999, 5, "99,999"],
    [999_999, 5, "999K"],
    [-1_234, 4, "−1,234"],
    [3.26, 4, "3"],
  ];
  for (const [value, digits, text] of cases) assert.equal(shortCount(value, digits), text);
});

Deno.test("tv: revenue has no cents, is short from a million on, and never more than there is", () => {
  const cases: [amount: string, currency: string, symbol: string, digits: string][] = [
    ["0.00", "USD", "$", "0"],
    ["999999.99", "EUR", "€", "999,999"],
    ["1234999.00", "USD", "$", "1.234M"],
    ["88888.50", "CHF", "CHF", "88,888"],
    ["12345678", "JPY", "¥", "12.34M"],
    ["9007199254740993.10", "USD", "$", "9007T"],
  ];
  for (const [amount, currency, symbol, digits] of cases) {
    assert.deepEqual(shortMoney(amount, currency), { symbol, digits });
  }
});
