import fc from "fast-check";
import assert from "node:assert/strict";
import { connect } from "../lib/postgres/connect.ts";
import { migrate } from "../lib/postgres/migrate.ts";
import { PostgresSources } from "../lib/postgres/sources.ts";
import {
  emptyRecord,
  joinRecords,
  lastFailure,
  refused,
  type SourceRecord,
  taken,
  unsigned,
} from "../lib/source_record.ts";
import { sourceState } from "../lib/source_state.ts";
import { SourcesHealth, type SourceStore } from "../lib/sources_health.ts";
import type { SourceView } from "../routes/api/sources.ts";
import { FakeClock } from "./fake_clock.ts";
import { barriers, prepareForBarriers } from "./harness/accessibility.ts";
import { testDatabase } from "./harness/postgres.ts";
import { poll } from "./harness/wait.ts";
import { fixture, fixtureText, fromNow, SECRETS, sendShopify, sendWoo } from "./hook_sender.ts";
import { keepKey } from "./keep_key.ts";
import { isLive, openPage } from "./open_page.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.parse("2026-11-24T12:00:00Z");

/** What a delivery came to, within an hour of noon. */
const note = fc.tuple(
  fc.constantFrom("shopify", "stripe"),
  fc.integer({ min: 0, max: 9 }),
  fc.constantFrom("taken", "refused", "unsigned"),
)
  .map(([source, n, outcome]) => {
    const at = NOON + n * 7 * MINUTE;
    if (outcome === "unsigned") return unsigned(source, at);
    return outcome === "taken"
      ? taken(source, at, n % 3 ? at - n * 100 : null)
      : refused(source, { at, reason: `${n}` });
  });

Deno.test("sources: Postgres adds up what servers tell as one server's memory does", async () => {
  await using database = await testDatabase();
  await using stack = new AsyncDisposableStack();
  const sql = stack.adopt(connect(database), (sql) => sql.end({ timeout: 1 }));
  await migrate(sql);
  const store = new PostgresSources(sql);
  await fc.assert(
    fc.asyncProperty(fc.array(note, { minLength: 1, maxLength: 8 }), async (notes) => {
      await sql`truncate flashboard.sources, flashboard.source_hours`;
      const inMemory = new Map<string, SourceRecord>();
      for (const record of notes) {
        await store.add([record]);
        const known = inMemory.get(record.source) ?? emptyRecord(record.source);
        inMemory.set(record.source, joinRecords(known, record));
      }
      const expected = [...inMemory.values()].sort((a, b) => a.source < b.source ? -1 : 1);
      assert.deepEqual(await store.all(), expected);
    }),
    { numRuns: 15 },
  );
});

/** A store that can be away, or hang. */
class FakeStore implements SourceStore {
  readonly writes: SourceRecord[][] = [];
  away = false;
  answer = Promise.resolve();

  async add(records: readonly SourceRecord[]): Promise<void> {
    this.writes.push([...records]);
    await this.answer;
    if (this.away) throw new Error("The database is away");
  }

  all(): Promise<SourceRecord[]> {
    return Promise.resolve([]);
  }
}

Deno.test("sources: what came is written once a second, and kept while the database is away", async () => {
  const [store, clock] = [new FakeStore(), new FakeClock()];
  const health = new SourcesHealth({ store, clock });
  store.away = true;
  for (let n = 0; n < 100; n++) health.noteTaken("shopify", null);
  clock.advance(999);
  assert.equal(store.writes.length, 0);
  clock.advance(1);
  health.noteRefused("shopify", { code: "invalid" });
  await new Promise((resolve) => setTimeout(resolve));
  store.away = false;
  clock.advance(1_000);

  const counts = store.writes.map(([one]) => [one?.deliveries, one?.failuresInARow]);
  assert.deepEqual(counts, [[100, 0], [100, 1]]);
  assert.deepEqual([...health.here.values()].map(({ deliveries, hours }) => [deliveries, hours]), [
    [100, {}],
  ]);
});

Deno.test("sources: silence is told when five deliveries are usual in it, a failure always, lateness while it is fresh", () => {
  const hours: Record<number, number> = {};
  // One a minute, and none at night.
  for (let at = NOON - 8 * 24 * HOUR; at < NOON; at += HOUR) {
    if (new Date(at).getUTCHours() >= 6) hours[at / HOUR] = 60;
  }
  const seen = { ...taken("woocommerce", NOON, NOON), hours };
  const stateAfter = (ms: number, record: SourceRecord = seen) => sourceState(record, NOON + ms);

  assert.deepEqual([9, 10, 11].map((n) => stateAfter(n * MINUTE)), ["well", "silent", "silent"]);
  const lateEvening = { ...seen, deliveredAt: NOON + 12 * HOUR - MINUTE };
  assert.equal(stateAfter(17 * HOUR, lateEvening), "well", "nobody buys at night");
  assert.equal(stateAfter(18.2 * HOUR, lateEvening), "silent");
  assert.equal(stateAfter(48 * HOUR, taken("stripe", NOON, NOON)), "well", "nothing is usual yet");
  const sale = Object.fromEntries([0, 1, 2].map((n) => [NOON / HOUR - 48 + n, 6_000]));
  const afterSale = { ...seen, hours: { ...hours, ...sale } };
  assert.equal(stateAfter(11 * MINUTE, afterSale), "silent");
  const quiet = { ...seen, hours: { [NOON / HOUR - 7 * 24]: 1, ...sale } };
  assert.equal(stateAfter(HOUR, quiet), "well", "one day's sale is not usual");
  const few = Object.fromEntries(Object.keys(hours).map((at) => [at, Number(at) % 3 ? 0 : 1]));
  assert.equal(stateAfter(20 * HOUR, { ...seen, hours: few }), "silent", "five come in most days");
  assert.equal(stateAfter(0, { ...seen, failuresInARow: 1 }), "failing");
  const forged = joinRecords(taken("stripe", NOON, NOON), unsigned("stripe", NOON));
  assert.deepEqual([10, 11].map((n) => stateAfter(n * MINUTE, forged)), ["well", "failing"]);
  assert.equal(stateAfter(0, unsigned("stripe", NOON)), "failing");
  const late = { ...taken("woocommerce", NOON, NOON - 41_000) };
  assert.deepEqual([0, 11 * MINUTE].map((ms) => stateAfter(ms, late)), ["late", "well"]);
  assert.equal(stateAfter(0, emptyRecord("stripe")), "waiting");
});

Deno.test("sources: a forged delivery hides no failure of what the source signed, and a good one ends both", () => {
  const failure = { at: NOON + 1_000, reason: "It does not say what is needed: /total" };
  const failing = joinRecords(taken("shopify", NOON, NOON), refused("shopify", failure));
  const forged = unsigned("shopify", NOON + 2_000);
  for (const record of [joinRecords(failing, forged), joinRecords(forged, failing)]) {
    assert.equal(sourceState(record, NOON + 3_000), "failing");
    assert.deepEqual([record.failures, record.failuresInARow], [2, 1]);
    assert.deepEqual(lastFailure(record), failure);
    const mended = joinRecords(record, taken("shopify", NOON + 4_000, NOON));
    assert.equal(sourceState(mended, NOON + 5_000), "well");
    assert.deepEqual([mended.failures, mended.unsignedInARow], [2, 0]);
    assert.match(lastFailure(mended)?.reason ?? "", /not signed/);
  }
});

Deno.test("sources: what a version before counted of forged deliveries is no failure of the source's own", async () => {
  await using database = await testDatabase();
  await using stack = new AsyncDisposableStack();
  const sql = stack.adopt(connect(database), (sql) => sql.end({ timeout: 1 }));
  await sql`alter table flashboard.sources drop column unsigned_in_a_row, drop column unsigned_at`;
  await sql`delete from flashboard.migrations where name = '025_unsigned.sql'`;
  const reason = "It is not signed with the secret, or was signed too long ago";
  await sql`insert into flashboard.sources
    (source, deliveries, failures, failures_in_a_row, delivered_at, failed_at, failure) values
    ('shopify', 1, 1, 1, ${NOON}, ${NOON + 1}, ${reason}),
    ('stripe', 1, 1, 1, ${NOON}, ${NOON + 1}, 'Its body is not JSON')`;
  await migrate(sql);

  const records = (await new PostgresSources(sql).all()).sort((a, b) =>
    a.source < b.source ? -1 : 1
  );
  assert.deepEqual(records.map((one) => sourceState(one, NOON + 2)), ["well", "failing"]);
  assert.deepEqual(records.map(lastFailure), [
    { at: NOON + 1, reason },
    { at: NOON + 1, reason: "Its body is not JSON" },
  ]);
});

async function sourcesOf(shop: Shop): Promise<Record<string, SourceView>> {
  const { sources } = await (await fetch(`${shop.url}/api/sources`)).json();
  return Object.fromEntries(sources.map((one: SourceView) => [one.source, one]));
}

Deno.test("sources: deliveries, failures and lag are counted over all servers and restarts, and say nothing of what was in them", async () => {
  await using database = await testDatabase();
  const env = { ...SECRETS, STRIPE_WEBHOOK_SECRET: "", DATABASE_URL: database.url };
  await using there = await openShop(env);
  {
    await using here = await openShop(env);
    const order = await fixtureText("shopify-order");
    const changes = { "x-shopify-triggered-at": fromNow(-42) };
    for (const shop of [here, there]) await sendShopify(shop, "orders/create", order, changes);
    const late = { date_modified_gmt: fromNow(-300).replace("Z", "") };
    await sendWoo(there, "order.created", await fixture("woocommerce-order", late));
    await sendWoo(here, "order.created", await fixture("woocommerce-order", { total: "Ada's" }));
    await sendWoo(here, "order.created", "{}", { "x-wc-webhook-signature": "forged-signature" });
    const event = { specversion: "1.0", id: "1", source: "/x", type: "order", data: anOrder() };
    await here.post("orders", JSON.stringify({ ...event, time: fromNow(-7) }), {
      "content-type": "application/cloudevents+json",
    });
  }
  await using again = await openShop(env);
  assert.ok(await poll(async () => (await sourcesOf(again)).shopify?.deliveries === 2));
  const { shopify, woocommerce, stripe, cloudevents } = await sourcesOf(again);

  assert.ok(shopify && woocommerce && cloudevents);
  assert.deepEqual([shopify.configured, shopify.failures, shopify.state], [true, 0, "late"]);
  assert.ok(Math.abs((shopify.lagMs ?? 0) - 42_000) < 10_000);
  assert.match(shopify.says, /^Shopify 4\d s behind$/);
  assert.deepEqual([woocommerce.deliveries, woocommerce.failures], [1, 2]);
  assert.ok(Math.abs((woocommerce.lagMs ?? 0) - 300_000) < 10_000);
  assert.match(woocommerce.says, /^WooCommerce: 1 failure, last \d\d:\d\d$/);
  assert.equal(woocommerce.lastFailure?.reason, "It does not say what is needed: /total");
  assert.deepEqual([cloudevents.configured, cloudevents.deliveries], [true, 1]);
  assert.deepEqual([stripe?.configured, stripe?.state, stripe?.says], [
    false,
    "off",
    "Stripe: not set up",
  ]);
  assert.doesNotMatch(JSON.stringify(woocommerce), /Ada|forged/);
});

Deno.test("sources: they are read with the password or a read key, and by nobody else", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: "open sesame" });
  const keys = [["", 401], ["fb_wrong", 401], [await keepKey(shop.database, "read"), 200]] as const;
  for (const [key, status] of keys) {
    const headers = key === "" ? {} : { authorization: `Bearer ${key}` };
    const response = await fetch(`${shop.url}/api/sources`, { headers });
    await response.body?.cancel();
    assert.equal(response.status, status, key);
  }
});

Deno.test("sources: the strip says in words which source is worst, and by a key how all of them fare", async () => {
  await using shop = await openShop({ ...SECRETS, STRIPE_WEBHOOK_SECRET: "" });
  const order = await fixtureText("shopify-order");
  await sendShopify(shop, "orders/create", order, { "x-shopify-triggered-at": fromNow(-50) });
  await sendWoo(shop, "order.created", "{}", { "x-wc-webhook-signature": "forged" });
  await using opened = await openPage(shop.url, { viewport: { width: 320, height: 640 } });
  const { page, complaints } = opened;
  await isLive(page);
  const badge = page.locator("button.sources");
  assert.match(await badge.innerText(), /^WooCommerce: 1 failure, last \d\d:\d\d$/);

  await badge.focus();
  await page.keyboard.press("Enter");
  const all = await page.locator("#sources li").allInnerTexts();
  assert.match(
    all.join("; "),
    /^WooCommerce: 1.+; Shopify 5\d s.+; Standard Webhooks: nothing came yet$/,
  );
  await prepareForBarriers(page);
  assert.deepEqual(await barriers(page), []);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `the page is ${width} px wide`);
  assert.deepEqual(complaints, []);
});
