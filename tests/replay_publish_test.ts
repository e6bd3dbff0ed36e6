import assert from "node:assert/strict";
import { PublishError } from "../tasks/lib/publisher.ts";
import type { Receipt } from "../tasks/lib/answer.ts";
import { replayOptions } from "../tasks/replay/options.ts";
import { Progress, progressLine, type Screen } from "../tasks/replay/progress.ts";
import { publishOrders, type PublishOrdersOptions } from "../tasks/replay/publish_orders.ts";
import { readRetail, type RetailOrder } from "../tasks/replay/retail.ts";
import { summary } from "../tasks/replay/summary.ts";
import { UsageError } from "../tasks/lib/usage.ts";
import { FakeClock } from "./fake_clock.ts";

const sample = readRetail(
  await Deno.readTextFile(new URL("./fixtures/online-retail-sample.csv", import.meta.url)),
);

interface Published {
  id: string;
  total: string;
  [field: string]: unknown;
}

/** Publishes orders in a fake time, in which nothing takes any. */
async function run(orders: readonly RetailOrder[], changes: Partial<PublishOrdersOptions> = {}) {
  const clock = new FakeClock(0);
  const requests: { at: number; items: Published[] }[] = [];
  const running = publishOrders(orders, {
    clock,
    speed: 60,
    signal: new AbortController().signal,
    idOf: (invoice) => invoice,
    onProgress: () => {},
    publish(items) {
      requests.push({ at: clock.now(), items: items as Published[] });
      return Promise.resolve(taken(items.length));
    },
    ...changes,
  });
  let done = false;
  const outcome = running.finally(() => done = true);
  while (!done) {
    await new Promise((resolve) => setTimeout(resolve));
    clock.advance(1_000);
  }
  return { outcome: await outcome, requests };
}

function taken(accepted: number): Receipt {
  return { accepted, duplicates: 0, rejected: [] };
}

function ordersAt(...minutes: number[]): RetailOrder[] {
  return minutes.map((minute, index) => ({
    invoice: String(index + 1),
    at: minute * 60_000,
    customer: null,
    total: 25_500n,
    items: [{ productId: "mug", name: null, quantity: 1, price: 25_500n }],
  }));
}

Deno.test("orders are published when they fall due, those of one moment together", async () => {
  const { requests, outcome } = await run(ordersAt(500, 500, 503, 510));

  assert.deepEqual(requests.map(({ at, items }) => [at, items.map(({ id }) => id)]), [
    [0, ["1", "2"]],
    [3_000, ["3"]],
    [10_000, ["4"]],
  ]);
  assert.deepEqual(outcome, {
    published: 4,
    duplicates: 0,
    rejected: [],
    revenue: 102_000n,
    left: 0,
    stopped: null,
  });
});

Deno.test("an order is published as the contract has it, and leaves time and currency to the server", async () => {
  const order = sample.orders.find(({ invoice }) => invoice === "536366");
  assert(order);

  const { requests } = await run([order], { idOf: (invoice) => `${invoice}-t1` });

  assert.deepEqual(
    requests[0]?.items,
    [{
      id: "536366-t1",
      customer: "United-Kingdom-17850",
      total: "22.20",
      items: [
        { productId: "22633", name: "HAND WARMER UNION JACK", quantity: 6, price: "1.85" },
        { productId: "22632", name: "HAND WARMER RED POLKA DOT", quantity: 6, price: "1.85" },
      ],
    }],
  );
});

Deno.test("a request has at most 100 orders", async () => {
  const { requests, outcome } = await run(ordersAt(...new Array(250).fill(0)));

  assert.deepEqual(requests.map(({ items }) => items.length), [100, 100, 50]);
  assert.equal(outcome.published, 250);
});

Deno.test("refused orders are named and their money is not counted", async () => {
  const { outcome } = await run(ordersAt(0, 0, 0), {
    publish: () =>
      Promise.resolve({ accepted: 1, duplicates: 1, rejected: [{ index: 1, detail: "no" }] }),
  });

  assert.deepEqual(outcome.rejected, [{ invoice: "2", detail: "no" }]);
  assert.equal(outcome.revenue, 51_000n);
  assert.equal(outcome.duplicates, 1);
});

Deno.test("when the server is lost, what was published stays told", async () => {
  let requests = 0;
  const publish = () => {
    if (++requests > 1) return Promise.reject(new PublishError("Nothing answers"));
    return Promise.resolve(taken(1));
  };

  const { outcome } = await run(ordersAt(0, 1, 2), { publish });

  assert.equal(outcome.published, 1);
  assert.equal(outcome.left, 2);
  assert.equal(outcome.stopped, "Nothing answers");
});

Deno.test("an interruption ends the wait for the next order", async () => {
  const controller = new AbortController();

  const { outcome } = await run(ordersAt(0, 10_000_000), {
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });

  assert.equal(outcome.published, 1);
  assert.equal(outcome.left, 1);
  assert.equal(outcome.stopped, "Interrupted");
});

Deno.test("the summary names lines by reason, the first ten of each", () => {
  const skipped = Array.from({ length: 12 }, (_, i) => ({ line: i + 2, reason: "Bad", seen: "x" }));
  const rejected = [{ invoice: "536365", detail: "An amount in JPY has at most 0 decimals" }];
  const outcome = {
    published: 1_234,
    duplicates: 5,
    rejected,
    revenue: 589_607_900n,
    left: 7,
    stopped: "Interrupted",
  };

  const text = summary({ ...sample, skipped }, outcome, 95_000);

  assert.match(text, /^Stopped early: Interrupted\n/);
  assert.match(text, /Published +1,234 orders in 2 min/);
  assert.match(text, /Revenue +58,960.79/);
  assert.match(text, /Cancellations +2 invoices with 2 lines over 32.15/);
  assert.match(text, /An amount in JPY has at most 0 decimals: 536365/);
  assert.match(text, /Bad: 2 \(x\), 3 \(x\), .*11 \(x\) and 2 more/);
});

function fakeScreen(isTerminal: boolean): Screen & { written: string } {
  return {
    written: "",
    write(text) {
      this.written += text;
    },
    isTerminal,
    columns: 80,
    color: false,
  };
}

const STAND = { done: 58, total: 137, fileTime: Date.UTC(2010, 11, 1, 12, 34), leftMs: 240_000 };

Deno.test("progress is one rewritten line in a terminal that never wraps", () => {
  const clock = new FakeClock();
  const screen = fakeScreen(true);

  const progress = new Progress(screen, clock, () => STAND);
  clock.advance(1_000);
  progress.close();
  clock.advance(10_000);

  assert.equal(screen.written.split("\n").length, 2);
  assert.match(screen.written, /█+░+ {2}58\/137 orders {2}2010-12-01 12:34 {2}4 min left\n$/);
  for (const columns of [20, 60, 200]) {
    assert(progressLine(STAND, { ...screen, columns }).length < columns);
  }
});

Deno.test("progress is a line every five seconds where there is no terminal", () => {
  const clock = new FakeClock();
  const screen = fakeScreen(false);

  const progress = new Progress(screen, clock, () => STAND);
  clock.advance(9_999);
  progress.close();

  const line = "58/137 orders  2010-12-01 12:34  4 min left\n";
  assert.equal(screen.written, line.repeat(3));
});

const noEnv = () => undefined;

Deno.test("each run ends its ids in a tag of its own, unless ids are to be kept", async () => {
  const args = ["a.csv", "--key", "k"];

  const first = await replayOptions(args, noEnv, 1_000_000);
  const second = await replayOptions(args, noEnv, 1_001_000);
  const kept = await replayOptions([...args, "--keep-ids"], noEnv, 1_001_000);

  assert(first !== "help" && second !== "help" && kept !== "help");
  assert.notEqual(first.runTag, second.runTag);
  assert.equal(kept.runTag, null);
});

Deno.test("the publish key comes from --key, PUBLISH_KEY or the folder of the server", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/publish-key`, "kept-key\n");
    const env = (PUBLISH_KEY?: string) => (name: string) =>
      ({ PUBLISH_KEY, DATA_DIR: folder })[name];

    const keys = await Promise.all([
      replayOptions(["a.csv", "--key", "given-key"], env("set-key"), 0),
      replayOptions(["a.csv"], env("set-key"), 0),
      replayOptions(["a.csv"], env(), 0),
    ]);

    const found = keys.map((options) => options === "help" ? null : options.key);
    assert.deepEqual(found, ["given-key", "set-key", "kept-key"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("wrong arguments are refused with what was seen", async () => {
  const wrong: [string[], RegExp][] = [
    [[], /Name the CSV/],
    [["a.csv", "b.csv"], /b\.csv/],
    [["a.csv", "--speed", "0"], /--speed must be a number .* current value is "0"/],
    [["a.csv", "--stock", "many"], /--stock must .* "many"/],
    [["a.csv", "--url", "localhost:8000"], /--url must .* "localhost:8000"/],
    [["a.csv", "--sped", "2"], /--sped/],
    [["a.csv"], /--key or PUBLISH_KEY/],
  ];
  for (const [args, message] of wrong) {
    const env = (name: string) => name === "DATA_DIR" ? "/nonexistent" : undefined;
    await assert.rejects(replayOptions(args, env, 0), (error) => {
      assert(error instanceof UsageError);
      assert.match(error.message, message);
      return true;
    });
  }
});
