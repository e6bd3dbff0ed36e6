import assert from "node:assert/strict";
import * as fc from "fast-check";
import { formatAmount, parseAmount, readableAmount } from "../tasks/replay/amount.ts";
import { CsvError, decodeText, readRows } from "../tasks/replay/csv.ts";
import { readRetail, type RetailOrder } from "../tasks/replay/retail.ts";
import { stockLevels } from "../tasks/replay/stock.ts";

const HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
const SAMPLE = new URL("./fixtures/online-retail-sample.csv", import.meta.url);
const sample = await Deno.readTextFile(SAMPLE);

function orderOf(invoice: string, orders: readonly RetailOrder[]): RetailOrder {
  const order = orders.find((order) => order.invoice === invoice);
  assert(order, `order ${invoice} was read`);
  return order;
}

function readLines(...lines: string[]) {
  return readRetail([HEAD, ...lines].join("\n"));
}

Deno.test("the lines of one invoice are one order, with the exact sum of their prices", () => {
  const { orders } = readRetail(sample);

  const order = orderOf("536365", orders);
  assert.equal(formatAmount(order.total), "139.12");
  assert.equal(order.items.length, 7);
  assert.equal(order.customer, "United-Kingdom-17850");
  assert.equal(order.at, Date.UTC(2010, 11, 1, 8, 26));
  assert.deepEqual(order.items[0], {
    productId: "85123A",
    name: "WHITE HANGING HEART T-LIGHT HOLDER",
    quantity: 6,
    price: 25_500n,
  });
});

Deno.test("orders come in the order of their time, whatever that of the file", () => {
  const { orders } = readRetail(sample);

  const invoices = orders.map(({ invoice }) => invoice);
  const expected = ["536365", "536366", "536370", "536544", "536557", "536778", "536569"];
  assert.deepEqual(invoices, expected);
});

Deno.test("goods scanned twice at one price are one line, at two prices two", () => {
  const { items } = orderOf("536557", readRetail(sample).orders);

  const lines = items.map(({ productId, quantity, price }) => [productId, quantity, price]);
  assert.deepEqual(lines, [
    ["22041", 6, 25_500n],
    ["85049A", 1, 12_500n],
    ["85049A", 1, 9_900n],
    ["22960", 1, 0n],
  ]);
});

Deno.test("postage is part of what the customer pays", () => {
  const order = orderOf("536370", readRetail(sample).orders);

  assert.equal(formatAmount(order.total), "279.00");
  assert.equal(order.items.at(-1)?.productId, "POST");
});

Deno.test("cancellations are counted and summed up, and not published", () => {
  const { orders, cancellations } = readRetail(sample);

  assert.deepEqual(cancellations, { invoices: 2, lines: 2, amount: 321_500n });
  assert(!orders.some(({ invoice }) => invoice.startsWith("C")));
});

Deno.test("what is wrong with a line is told by its number, and its neighbours are kept", () => {
  const { skipped, orders } = readRetail(sample);

  assert.deepEqual(skipped.map(({ line, reason, seen }) => [line, reason.split(/[ ,]/)[0], seen]), [
    [17, "Free", "22139"],
    [29, "An", "A563185"],
    [30, "A", "BANK CHARGES"],
    [31, "Quantity", "-2"],
    [32, "Quantity", "two"],
    [33, "UnitPrice", "12,75"],
    [34, "InvoiceDate", "2010-02-30 14:53:00"],
    [35, "StockCode", "empty"],
    [36, "A", "6"],
    [37, "Quotes", '536778,22423,"REGENCY CA…'],
  ]);
  const item = { productId: "22423", name: null, quantity: 2, price: 127_500n };
  assert.deepEqual(orderOf("536778", orders).items, [item]);
});

Deno.test("a byte order mark, CRLF and the order of the columns change nothing", () => {
  const expected = readRetail(sample);

  assert.deepEqual(readRetail(`\ufeff${sample.replaceAll("\n", "\r\n")}`), expected);
  const line = '536365,85123A,"A, B",6,2010-12-01 08:26:00,2.55,17850.0,France';
  const turned =
    "Country,CustomerID,UnitPrice,InvoiceDate,Quantity,Description,StockCode,InvoiceNo\n" +
    'France,17850.0,2.55,2010-12-01 08:26:00,6,"A, B",85123A,536365';
  assert.deepEqual(readRetail(turned), readLines(line));
});

Deno.test("times are read as the spreadsheet writes them too", () => {
  const { orders } = readLines("1,a,Mug,1,12/1/2010 8:26,1.00,7,France");

  assert.equal(orders[0]?.at, Date.UTC(2010, 11, 1, 8, 26));
});

Deno.test("guests are shown by their country", () => {
  const { orders } = readLines("1,a,Mug,1,2010-12-01 08:26:00,1.00,,Hong Kong");

  assert.equal(orders[0]?.customer, "Hong-Kong-guest");
});

Deno.test("a file without a column is refused in a sentence that names the column", () => {
  const text = "InvoiceNo,StockCode\n1,a\n";

  assert.throws(() => [...readRows(text, ["InvoiceNo", "UnitPrice"])], (error) => {
    assert(error instanceof CsvError);
    assert.match(error.message, /UnitPrice missing from "InvoiceNo,StockCode"/);
    return true;
  });
  assert.throws(() => [...readRows("", ["InvoiceNo"])], CsvError);
});

Deno.test("text that is not UTF-8 is read as Windows-1252", () => {
  assert.equal(decodeText(new TextEncoder().encode("5 £")), "5 £");
  assert.equal(decodeText(new Uint8Array([0x35, 0x20, 0xa3])), "5 £");
});

Deno.test("amounts are exact, and none is invented", () => {
  assert.equal(parseAmount("2.55"), 25_500n);
  assert.equal(parseAmount("-11062.06"), -110_620_600n);
  assert.equal(parseAmount("0.10000"), 1_000n);
  for (const text of ["", "2,55", "1e3", ".5", "1.", "0.00001", "NaN", " 1"]) {
    assert.equal(parseAmount(text), null, text);
  }
  assert.equal(formatAmount(-5n), "-0.0005");
  assert.equal(readableAmount(12_345_678_900n), "1,234,567.89");
  assert.equal(readableAmount(1_234_567n), "123.4567");
});

const line = fc.record({
  invoice: fc.constantFrom("1", "2", "3"),
  product: fc.constantFrom("mug", "cup", "pot"),
  description: fc.stringMatching(/^[ -~]{0,20}$/),
  quantity: fc.integer({ min: 1, max: 5_000 }),
  cents: fc.integer({ min: 1, max: 10_000_000 }),
});

Deno.test("whatever the lines, an order's total is their sum to the cent", () => {
  fc.assert(fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
    const text = lines.map(({ invoice, product, description, quantity, cents }) => {
      const price = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
      const quoted = `"${description.replaceAll('"', '""')}"`;
      return `${invoice},${product},${quoted},${quantity},2010-12-01 08:26:00,${price},7,France`;
    });
    const { orders, skipped } = readLines(...text);

    assert.deepEqual(skipped, []);
    const sums = Map.groupBy(lines, ({ invoice }): string => invoice);
    assert.equal(orders.length, sums.size);
    for (const { invoice, total, items } of orders) {
      const own = sums.get(invoice) ?? [];
      const expected = own.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0);
      assert.equal(total, BigInt(expected) * 100n);
      const ofItems = items.reduce((sum, item) => sum + BigInt(item.quantity) * item.price, 0n);
      assert.equal(ofItems, total);
    }
  }));
});

Deno.test("the best-selling goods begin with a part of what will be ordered", () => {
  const { orders } = readRetail(sample);

  const levels = stockLevels(orders, 90);

  const clock = { productId: "22728", name: "ALARM CLOCK BAKELIKE PINK" };
  assert.deepEqual(levels[0], { ...clock, available: 22, threshold: 3 });
  assert(!levels.some(({ productId }) => ["POST", "M"].includes(productId)));
  const many = Array.from(
    { length: 99 },
    (_, i) => `1,p${i},P,1,2010-12-01 08:26:00,1.00,7,France`,
  );
  assert.equal(stockLevels(readLines(...many).orders, 90).length, 40);
});
