import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Alert } from "../lib/alert.ts";
import { apply } from "../lib/board.ts";
import { freezeBoard, thawBoard } from "../lib/checkpoint.ts";
import type { LogEvent } from "../lib/event.ts";
import type { Product } from "../lib/inventory.ts";
import type { Publication } from "../lib/command.ts";
import { decide } from "../lib/ledger.ts";
import type { LedgerState } from "../lib/ledger_state.ts";
import { formatMoney, parseMoney } from "../lib/money.ts";
import type { Order } from "../lib/order.ts";
import {
  anyPublications,
  cancel,
  emptyLedger,
  ledgerOptions,
  NOON,
  place,
  publication,
  setStock,
} from "./builders.ts";
import { fold } from "./pure_shop.ts";

function publish(state: LedgerState, ...batch: Publication[]) {
  return decide(state, batch, ledgerOptions());
}

function alertsIn(events: LogEvent[]): string[] {
  return events.filter(({ channel }) => channel === "alerts")
    .map(({ data }) => (data as Alert).title);
}

Deno.test("an order published twice counts once, and is told to be a duplicate", () => {
  const state = emptyLedger();
  const first = publish(state, publication(place()));
  const second = publish(state, publication(place()));

  assert.deepEqual(first.answers, [{ accepted: 1, duplicates: 0, rejected: [], seq: 1 }]);
  assert.deepEqual(second.answers, [{ accepted: 0, duplicates: 1, rejected: [], seq: 1 }]);
  assert.equal(second.events.length, 0);
});

Deno.test("a known id with other content is a conflict and changes nothing", () => {
  const state = emptyLedger();
  publish(state, publication(place()));
  const { answers, events } = publish(state, publication(place({ total: "20.00" })));

  assert.equal(answers[0]?.rejected[0]?.code, "conflict");
  assert.equal(events.length, 0);
});

Deno.test("a cancellation gives totals and stock back, once", () => {
  const state = emptyLedger();
  const first = publish(state, publication(setStock("mug", 20), place()));
  const second = publish(state, publication(cancel("1001"), cancel("1001")));
  const board = fold([...first.events, ...second.events]);

  assert.deepEqual(second.answers[0], { accepted: 1, duplicates: 1, rejected: [], seq: 5 });
  assert.equal(state.stock.get("mug")?.available, 20);
  assert.deepEqual(board.days.get("2026-11-24"), {
    orders: 0,
    units: 0,
    revenue: new Map([["USD", 0n]]),
    refunded: new Map(),
  });
});

Deno.test("cancelling an order that nobody knows is rejected with a sentence", () => {
  const { answers } = publish(emptyLedger(), publication(cancel("nope")));

  assert.equal(answers[0]?.rejected[0]?.detail, 'No order "nope" is known to cancel');
});

Deno.test("an alarm rings once per crossing, and again after the product was well", () => {
  const state = emptyLedger();
  const titles = (available: number) =>
    alertsIn(publish(state, publication(setStock("mug", available))).events);

  assert.deepEqual(titles(12), []);
  assert.deepEqual(titles(9), ["Low stock: mug"]);
  assert.deepEqual(titles(8), []);
  assert.deepEqual(titles(11), [], "one above the line is not well yet");
  assert.deepEqual(titles(9), []);
  assert.deepEqual(titles(0), ["Out of stock: mug"]);
  assert.deepEqual(titles(-2), ["Oversold: mug"]);
  assert.deepEqual(titles(50), []);
  assert.deepEqual(titles(9), ["Low stock: mug"]);
});

Deno.test("an order that takes the last unit and more says oversold at once", () => {
  const state = emptyLedger();
  publish(state, publication(setStock("mug", 20)));
  const items = [{ productId: "mug", name: "Mug", quantity: 21, price: "1.00" }];
  const { events } = publish(state, publication(place({ items })));

  assert.deepEqual(alertsIn(events), ["Oversold: mug"]);
});

Deno.test("two lines of one product move its stock once, by their sum", () => {
  const state = emptyLedger();
  publish(state, publication(setStock("mug", 20)));
  const line = { productId: "mug", name: "Mug", quantity: 2, price: "1.00" };
  const { events } = publish(state, publication(place({ items: [line, line] })));
  const levels = events.filter(({ channel }) => channel === "inventory")
    .map(({ data }) => (data as Product).available);

  assert.deepEqual(levels, [16]);
});

Deno.test("moving a level that nobody told is rejected, not begun at zero", () => {
  const move = publication({ type: "move", index: 0, productId: "mug", delta: -1 });
  const { answers } = publish(emptyLedger(), move);

  assert.equal(answers[0]?.rejected[0]?.pointer, "/productId");
});

Deno.test("the same Idempotency-Key is answered as the first time, another body under it is not", () => {
  const state = emptyLedger();
  const request = (fingerprint: string) => ({
    ...publication({ type: "move", index: 0, productId: "mug", delta: -1 }),
    idempotency: { key: "k", fingerprint },
  });
  publish(state, publication(setStock("mug", 20)));
  const first = publish(state, request("f"));
  const again = publish(state, request("f"));
  const other = publish(state, request("g"));

  assert.deepEqual(again.answers, first.answers);
  assert.equal(again.events.length, 0);
  assert.equal(state.stock.get("mug")?.available, 19);
  assert.match(other.answers[0]?.rejected[0]?.detail ?? "", /Idempotency-Key/);
});

Deno.test("an order counts for the store's day in which it was placed, also when it comes late", () => {
  const late = place({ id: "late", placedAt: "2026-11-23T23:59:59.000Z" });
  const { events } = publish(emptyLedger(), publication(late, place()));

  assert.deepEqual(events.map(({ data }) => (data as Order).day), ["2026-11-23", "2026-11-24"]);
});

Deno.test("an order dated ahead by a wrong clock counts for the day it came", () => {
  const ahead = place({ placedAt: "2030-01-01T00:00:00.000Z" });
  const { events } = publish(emptyLedger(), publication(ahead));

  assert.equal((events[0]?.data as Order).day, "2026-11-24");
});

Deno.test("the store's day follows its time zone", () => {
  const options = ledgerOptions(Date.parse("2026-11-24T18:30:00Z"), "Asia/Kathmandu");
  const { events } = decide(emptyLedger(), [publication(place())], options);

  assert.equal((events[0]?.data as Order).day, "2026-11-25");
});

Deno.test("a batch decides as its publications would one by one", () => {
  fc.assert(fc.property(anyPublications, (batch) => {
    const together = publish(emptyLedger(), ...batch);
    const state = emptyLedger();
    const apart = batch.map((one) => publish(state, one));

    assert.deepEqual(together.events, apart.flatMap(({ events }) => events));
    assert.deepEqual(together.answers, apart.flatMap(({ answers }) => answers));
  }));
});

Deno.test("sequence numbers are gapless, whatever is published", () => {
  fc.assert(fc.property(anyPublications, (batch) => {
    const { events } = publish(emptyLedger(), ...batch);

    assert.deepEqual(events.map(({ seq }) => seq), events.map((_, at) => at + 1));
  }));
});

Deno.test("the board's revenue is the sum of the orders that stand, by currency", () => {
  fc.assert(fc.property(anyPublications, (batch) => {
    const state = emptyLedger();
    const board = fold(publish(state, ...batch).events);
    const expected = new Map<string, bigint>();
    let orders = 0;
    for (const { order } of state.orders.values()) {
      if (order.status === "cancelled") continue;
      orders++;
      const before = expected.get(order.currency) ?? 0n;
      expected.set(order.currency, before + parseMoney(order.total, order.currency));
    }

    assert.equal(board.days.get("2026-11-24")?.orders ?? 0, orders);
    for (const [currency, minor] of board.days.get("2026-11-24")?.revenue ?? []) {
      assert.equal(
        formatMoney(minor, currency),
        formatMoney(expected.get(currency) ?? 0n, currency),
      );
    }
  }));
});

Deno.test("the board's refunds are those whose order counts, or is not known", () => {
  fc.assert(fc.property(anyPublications, (batch) => {
    const state = emptyLedger();
    const board = fold(publish(state, ...batch).events);
    const standing = [...state.refunds.values()].filter(({ orderId }) => {
      return state.orders.get(orderId)?.order.status !== "cancelled";
    });
    const sum = standing.reduce((minor, { amount }) => minor + parseMoney(amount, "USD"), 0n);

    assert.equal(board.days.get("2026-11-24")?.refunded.get("USD") ?? 0n, sum);
  }));
});

Deno.test("the minutes add up to the board", () => {
  fc.assert(fc.property(anyPublications, (batch) => {
    const { events, minutes } = publish(emptyLedger(), ...batch);
    const day = fold(events).days.get("2026-11-24");
    const sum = { orders: 0, units: 0, revenue: new Map<string, bigint>() };
    for (const { currency, orders, units, revenue } of minutes) {
      sum.orders += orders;
      sum.units += units;
      sum.revenue.set(currency, (sum.revenue.get(currency) ?? 0n) + revenue);
    }

    assert.equal(sum.orders, day?.orders ?? 0);
    assert.equal(sum.units, day?.units ?? 0);
    for (const [currency, minor] of day?.revenue ?? []) {
      assert.equal(sum.revenue.get(currency) ?? 0n, minor);
    }
  }));
});

Deno.test("the board's stock is the ledger's stock", () => {
  fc.assert(fc.property(anyPublications, (batch) => {
    const state = emptyLedger();
    const board = fold(publish(state, ...batch).events);

    assert.deepEqual(
      [...board.products.values()].map(({ productId, available }) => [productId, available]).sort(),
      [...state.stock.values()].map(({ productId, available }) => [productId, available]).sort(),
    );
  }));
});

Deno.test("folding on from a checkpoint gives the board that folding it all gives", () => {
  fc.assert(fc.property(anyPublications, fc.nat(), (batch, cut) => {
    const { events } = publish(emptyLedger(), ...batch);
    const at = cut % (events.length + 1);
    const board = thawBoard(freezeBoard(fold(events.slice(0, at))));
    for (const event of events.slice(at)) apply(board, event);

    assert.deepEqual(board, fold(events));
  }));
});

Deno.test("a gap or a double is refused by the fold", () => {
  const { events } = publish(emptyLedger(), publication(place(), place({ id: "2" })));
  const board = fold(events);

  assert.throws(() => apply(board, { ...events[1], seq: 2 } as LogEvent), RangeError);
  assert.throws(() => apply(board, { ...events[1], seq: 4 } as LogEvent), RangeError);
  assert.equal(NOON, Date.parse(events[0]?.at ?? ""));
});
