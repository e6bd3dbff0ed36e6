import assert from "node:assert/strict";
import type { ProductAtRisk } from "../lib/at_risk.ts";
import type { RecentOrder } from "../lib/board.ts";
import type { Metrics } from "../lib/metrics.ts";
import { renderPage } from "../routes/index.tsx";

const OPTIONS = {
  publishUrl: "http://127.0.0.1:8000/api/publish/orders",
  reader: { mayChange: true, isLoggedIn: false },
  version: "abc123",
};

function metrics(changes: Partial<Metrics> = {}): Metrics {
  return {
    position: "k-1",
    at: "2026-11-24T13:03:07.000Z",
    storeName: "Mugs & more",
    currency: "EUR",
    timeZone: "Europe/Berlin",
    day: { start: "2026-11-23T23:00:00.000Z", end: "2026-11-24T23:00:00.000Z" },
    ordersToday: 1_212,
    revenueToday: "9007199254740993.10",
    refundedToday: "0.00",
    netRevenueToday: "9007199254740993.10",
    otherRevenueToday: [{ currency: "JPY", total: "1200" }],
    unitsToday: 20,
    activeUsers: 7,
    ordersPerMinute: 3,
    recentOrders: [order()],
    lowStock: [],
    inventoryAtRisk: [],
    unitsAtRisk: 0,
    alerts: [],
    ...changes,
  };
}

function order(changes: Partial<RecentOrder> = {}): RecentOrder {
  return {
    id: "1001",
    customer: "Ada Lovelace",
    total: "39.90",
    currency: "USD",
    status: "placed",
    placedAt: "2026-11-24T13:03:05.000Z",
    items: [{ productId: "p1", name: "Mug", quantity: 2, price: "19.95" }],
    lines: 1,
    units: 2,
    ...changes,
  };
}

function atRisk(changes: Partial<ProductAtRisk> = {}): ProductAtRisk {
  return {
    productId: "p1",
    name: "Mug",
    available: 40,
    threshold: 10,
    state: "ok",
    soldIn5Min: 48,
    unitsPerMinute: 9.6,
    cover: { minutes: 4.2, low: 3.1, high: 6.7 },
    level: "critical",
    ...changes,
  };
}

/** What a reader sees of a page: its text without tags. */
function textOf(html: string): string {
  const body = html.slice(html.indexOf("<body"), html.indexOf('<script type="application/json"'));
  return body.replace(/<[^>]*>/g, "").replaceAll("\u00a0", " ").replaceAll("&amp;", "&");
}

/** A page that shows this, as text. */
function pageText(changes: Partial<Metrics> = {}): string {
  return textOf(renderPage(metrics(changes), OPTIONS));
}

function assertIncludes(text: string, ...parts: string[]): void {
  for (const part of parts) assert.ok(text.includes(part), `${part} is missing in ${text}`);
}

Deno.test("a page has real numbers before any script runs", () => {
  assertIncludes(pageText(), "Mugs & more", "1,212", "Ada Lovelace", "$39.90", "2 × Mug");
});

Deno.test("revenue is exact beyond what a float can hold, and unlike currencies stay apart", () => {
  assertIncludes(pageText(), "€9,007,199,254,740,993.10", "and ¥1,200, not converted");
  const cancelled = { otherRevenueToday: [{ currency: "JPY", total: "0" }] };
  assert.doesNotMatch(pageText(cancelled), /¥0|not converted/);
});

Deno.test("what went back stands beside the gross revenue, once something did", () => {
  const back = { revenueToday: "345.60", refundedToday: "20.00", netRevenueToday: "325.60" };
  assertIncludes(pageText(back), "€20.00 refunded, €325.60 net");
  assert.doesNotMatch(pageText(), /refunded/);
});

Deno.test("each number says which time it is about", () => {
  const windows = ["Revenue today", "Orders today", "Active users (5 min)"];
  assertIncludes(pageText(), ...windows, "Orders a minute (last 60 s)");
});

Deno.test("times and today are the shop's, wherever server and reader are", () => {
  const berlin = pageText();
  assertIncludes(berlin, "14:03:05", "14:03:07", "Tue 24 Nov, Europe/Berlin time");
  const day = { start: "2026-11-24T05:00:00.000Z", end: "2026-11-25T05:00:00.000Z" };
  assertIncludes(pageText({ timeZone: "America/New_York", day }), "08:03:05", "America/New York");
});

Deno.test("an order of another day says of which, and one of today does not", () => {
  const yesterday = order({ id: "late", placedAt: "2026-11-23T14:03:05.000Z" });
  assertIncludes(pageText({ recentOrders: [yesterday] }), "15:03:0523 Nov");
  assert.doesNotMatch(pageText(), /14:03:0524 Nov/);
});

Deno.test("an alert of another day says of which", () => {
  const alert = { id: "a", title: "Import failed", message: "", severity: "info" } as const;
  const text = pageText({
    alerts: [
      { ...alert, at: "2026-11-24T12:00:00.000Z" },
      { ...alert, id: "b", at: "2026-11-22T12:00:00.000Z" },
    ],
  });
  assertIncludes(text, "Info 13:00", "Info 22 Nov, 13:00");
});

Deno.test("the worst alerts come first, the newest of them first", () => {
  const text = pageText({
    alerts: (["info", "critical", "warning", "critical"] as const).map((severity, n) => {
      return { id: `${n}`, title: `Alert ${n}`, message: "", severity, at: metrics().at };
    }),
  });
  assert.deepEqual(text.match(/Alert \d/g), ["Alert 1", "Alert 3", "Alert 2", "Alert 0"]);
  assertIncludes(text, "2 critical of 4");
});

Deno.test("stock states have words, and an oversold level is negative", () => {
  const rest = { cover: null, level: "critical" } as const;
  const text = pageText({
    inventoryAtRisk: [
      atRisk({ available: -3, state: "oversold", ...rest }),
      atRisk({ productId: "p2", name: "Cup", available: 0, state: "out", ...rest }),
      atRisk({ productId: "p3", name: "Pot", available: 4, state: "low" }),
      atRisk({ productId: "p4", name: "Pan" }),
      atRisk({
        productId: "p5",
        name: "Lid",
        cover: { minutes: 50, low: 40, high: 60 },
        level: "ok",
      }),
    ],
  });
  assertIncludes(text, "1 oversold · 1 out · 1 low · 2 run out soon", "−3", "Oversold −3");
  assertIncludes(text, "none left", "Out", "Low", "Selling out", "OK");
});

Deno.test("what runs out says in how many minutes, how sure that is, and when by the shop's clock", () => {
  const text = pageText({ inventoryAtRisk: [atRisk()], unitsAtRisk: 104 });
  assertIncludes(text, "Critical: 4 min (3–7)", "about 14:07", "48 sold in 5 min");
  assertIncludes(text, "Units at risk (next 15 min)104", "1 runs out soon");
  const html = renderPage(metrics({ inventoryAtRisk: [atRisk()] }), OPTIONS);
  assertIncludes(html, 'title="Between 14:06 and 14:09, nine times of ten"');
});

Deno.test("where too few were sold to forecast, no minutes are made up", () => {
  const text = pageText({ inventoryAtRisk: [atRisk({ cover: null, state: "low", level: "ok" })] });
  assertIncludes(text, "too few sales");
  assert.doesNotMatch(text, /about \d/);
  assertIncludes(pageText(), "nothing is about to run out");
});

Deno.test("a forecast of hours is not written in minutes, and neither is an open end", () => {
  const cover = (minutes: number, high: number) => ({ minutes, low: minutes / 2, high });
  const text = pageText({
    inventoryAtRisk: [
      atRisk({ state: "low", cover: cover(0.3, 0.9) }),
      atRisk({ state: "low", productId: "p2", cover: cover(90, 400) }),
      atRisk({ state: "low", productId: "p3", cover: cover(400, 900) }),
    ],
  });
  assertIncludes(text, "&lt; 1 min (0–1)", "90 min (45+)", "over 3 h (200+)");
});

Deno.test("a cancelled order says so and its total is struck out", () => {
  const html = renderPage(metrics({ recentOrders: [order({ status: "cancelled" })] }), OPTIONS);
  assertIncludes(html, "Cancelled", "<del>$39.90</del>");
});

Deno.test("what publishers send is text and never markup", () => {
  const evil = "<img src=x onerror=alert(1)></script><script>alert(2)</script>";
  const html = renderPage(
    metrics({
      storeName: evil,
      recentOrders: [
        order({
          customer: evil,
          items: [{ productId: evil, name: null, quantity: 1, price: "1" }],
        }),
      ],
      inventoryAtRisk: [atRisk({ productId: evil, name: evil })],
      alerts: [{ id: evil, title: evil, message: evil, severity: "info", at: metrics().at }],
    }),
    OPTIONS,
  );
  assert.ok(!html.includes("<img"));
  assert.equal(html.match(/<script/g)?.length, 2);
  assert.equal(html.match(/<\/script/g)?.length, 2);
});

Deno.test("the numbers travel with the page, whatever stands in them", () => {
  const sent = metrics({ recentOrders: [order({ customer: "</script><!--\u2028" })] });
  const json = /<script type="application\/json" id="metrics">(.*?)<\/script>/s
    .exec(renderPage(sent, OPTIONS))?.[1];
  assert.deepEqual(JSON.parse(json ?? ""), sent);
});

Deno.test("a page needs nothing that a strict content security policy forbids", () => {
  const html = renderPage(metrics(), OPTIONS);
  assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=|javascript:|https?:\/\/(?!127)/);
  assertIncludes(
    html,
    'src="/assets/build/board.js?v=abc123"',
    'href="/assets/build/board.css?v=abc123"',
  );
});

Deno.test("an empty board tells how to publish the first order", () => {
  const text = pageText({ recentOrders: [], ordersToday: 0, revenueToday: "0.00" });
  assertIncludes(text, "Send your first order", `curl ${OPTIONS.publishUrl}`, "$PUBLISH_KEY");
  assert.ok(!text.includes("Recent orders"));
});

Deno.test("a board that has only stock shows it beside the first steps", () => {
  const text = pageText({
    recentOrders: [],
    inventoryAtRisk: [atRisk({ available: 1, state: "low", cover: null })],
    lowStock: [{ productId: "p1", name: "Mug", available: 1, threshold: 9, state: "low" }],
  });
  assertIncludes(text, "Send your first order", "Inventory at risk", "Mug");
});

Deno.test("the theme that the reader chose is there before the first paint", () => {
  assertIncludes(
    renderPage(metrics(), { ...OPTIONS, theme: "dark" }),
    '<html lang="en" data-theme="dark">',
  );
  assertIncludes(renderPage(metrics(), OPTIONS), '<html lang="en">');
});
