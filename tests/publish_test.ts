import assert from "node:assert/strict";
import { anOrder, openShop, type Shop } from "./shop.ts";

async function assertProblem(response: Response, status: number, detail: RegExp): Promise<void> {
  const problem = await response.json();
  assert.equal(response.status, status, problem.detail);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.equal(problem.status, status);
  assert.match(problem.detail, detail);
}

function promise(title: string, body: (shop: Shop) => Promise<void>, env = {}): void {
  Deno.test(`publish: ${title}`, async () => {
    await using shop = await openShop(env);
    await body(shop);
  });
}

promise("an order is on the board when its publisher is answered", async (shop) => {
  const response = await shop.post("orders", JSON.stringify(anOrder({ id: "1001" })));
  const answer = await response.json();
  const metrics = await shop.metrics();

  assert.equal(response.status, 201);
  assert.deepEqual(answer, {
    accepted: 1,
    duplicates: 0,
    rejected: [],
    position: metrics.position,
  });
  assert.match(answer.position, /^[a-z0-9]+-1$/);
  assert.equal(metrics.ordersToday, 1);
  assert.equal(metrics.revenueToday, "19.95");
  assert.equal(metrics.unitsToday, 1);
  assert.equal(metrics.recentOrders[0]?.id, "1001");
  assert.equal(metrics.recentOrders[0]?.customer, "Ada L.");
});

promise(
  "the same order again is 200 and counts once; other content under its id is 409",
  async (shop) => {
    const order = anOrder();
    await shop.publish("orders", order);
    const again = await shop.post("orders", JSON.stringify(order));
    const other = await shop.post("orders", JSON.stringify({ ...order, total: "1.00" }));

    assert.equal(again.status, 200);
    assert.equal((await again.json()).duplicates, 1);
    await assertProblem(other, 409, /already known with other content/);
    assert.equal((await shop.metrics()).ordersToday, 1);
  },
);

promise("a cancellation gives totals and stock back, once", async (shop) => {
  const order = anOrder();
  await shop.publish("inventory", { productId: "mug", name: "Mug", available: 10 });
  await shop.publish("orders", order);
  assert.equal((await shop.metrics()).lowStock[0]?.available, 9);
  const cancelled = { id: order.id, status: "cancelled" };
  const first = await shop.post("orders", JSON.stringify(cancelled));
  const second = await shop.post("orders", JSON.stringify(cancelled));
  const metrics = await shop.metrics();

  assert.deepEqual([first.status, second.status], [201, 200]);
  await Promise.all([first, second].map((response) => response.body?.cancel()));
  assert.equal(metrics.ordersToday, 0);
  assert.equal(metrics.revenueToday, "0.00");
  assert.equal(metrics.recentOrders[0]?.status, "cancelled");
  assert.deepEqual(metrics.lowStock, []);
});

promise("stock that falls below its threshold is low, and raises one alert", async (shop) => {
  await shop.publish("inventory", { productId: "mug", name: "Mug", available: 11 });
  for (let n = 0; n < 4; n++) await shop.publish("orders", anOrder());
  const { lowStock, alerts } = await shop.metrics();

  assert.deepEqual(lowStock, [
    { productId: "mug", name: "Mug", available: 7, threshold: 10, state: "low" },
  ]);
  assert.deepEqual(alerts.map(({ title }) => title), ["Low stock: Mug"]);
});

promise("in a batch good items are kept and bad ones listed", async (shop) => {
  const batch = [anOrder(), { id: "bad" }, anOrder({ total: "-1" }), "nonsense"];
  const { accepted, rejected } = await shop.publish("orders", batch);

  assert.equal(accepted, 1);
  assert.deepEqual(rejected.map(({ index, pointer }) => [index, pointer]), [
    [1, "/total"],
    [2, "/total"],
    [3, ""],
  ]);
  assert.equal((await shop.metrics()).ordersToday, 1);
});

promise(
  "NDJSON is taken line by line, and a line that is not JSON sinks no other",
  async (shop) => {
    const body = `${JSON.stringify(anOrder())}\r\n{"id":\n\n${JSON.stringify(anOrder())}\n`;
    const response = await shop.post("orders", body, { "content-type": "application/x-ndjson" });
    const { accepted, rejected } = await response.json();

    assert.equal(response.status, 201);
    assert.equal(accepted, 2);
    assert.deepEqual(rejected.map(({ index }: { index: number }) => index), [1]);
  },
);

promise("an alert is on the board", async (shop) => {
  const title = "Payment provider slow";
  await shop.publish("alerts", { title, message: "p99 8 s", severity: "critical" });
  const [alert] = (await shop.metrics()).alerts;

  assert.equal(alert?.title, title);
  assert.equal(alert?.severity, "critical");
});

promise("visits count distinct visitors", async (shop) => {
  const visits = ["ada", "bob", "ada"].map((visitor) => ({ visitor }));
  assert.equal((await shop.publish("visits", visits)).accepted, 3);
  await using dashboard = await shop.dashboard();
  const init = await dashboard.next("init");
  const counted = init.data as { activeUsers: number };
  if (counted.activeUsers !== 2) {
    const { data } = await dashboard.next("visitors");
    assert.deepEqual((data as { activeUsers: number }).activeUsers, 2);
  }
});

promise("any other channel is kept and streamed as it was sent", async (shop) => {
  const data = { page: "/sale", "ключ": ["\u2028", { deep: null }] };
  await shop.publish("clicks", data);
  await using events = await shop.events("?channel=clicks&after=0");
  const event = (await events.next("message")).data as { channel: string; data: unknown };

  assert.equal(event.channel, "clicks");
  assert.deepEqual(event.data, data);
});

promise("the same Idempotency-Key counts once and is answered as the first time", async (shop) => {
  await shop.publish("inventory", { productId: "mug", available: 9 });
  const move = JSON.stringify({ productId: "mug", delta: -2 });
  const key = { "idempotency-key": '"8e03978e-40d5-43e8-bc93-6894a57f9324"' };
  const first = await shop.post("inventory", move, key);
  const again = await shop.post("inventory", move, key);
  const other = await shop.post("inventory", move.replace("-2", "-3"), key);

  assert.deepEqual([again.status, await again.json()], [first.status, await first.json()]);
  await assertProblem(other, 422, /Idempotency-Key/);
  assert.equal((await shop.metrics()).lowStock[0]?.available, 7);
});

promise("orders in other currencies are told apart and never added", async (shop) => {
  await shop.publish("orders", [
    anOrder(),
    anOrder({
      currency: "JPY",
      total: 500,
      items: [
        { productId: "mug", quantity: 1, price: "500" },
      ],
    }),
  ]);
  const metrics = await shop.metrics();

  assert.equal(metrics.ordersToday, 2);
  assert.equal(metrics.revenueToday, "19.95");
  assert.deepEqual(metrics.otherRevenueToday, [{ currency: "JPY", total: "500" }]);
});

promise(
  "without a key, or with a wrong one, the answer is 401 and nothing is written",
  async (shop) => {
    const body = JSON.stringify(anOrder());

    await assertProblem(await shop.post("orders", body, { authorization: "" }), 401, /Bearer KEY/);
    const wrong = await shop.post("orders", body, { authorization: "Bearer wrong-key" });
    assert.equal(wrong.headers.get("www-authenticate"), "Bearer");
    await assertProblem(wrong, 401, /not known/);
    assert.equal((await shop.metrics()).ordersToday, 0);
  },
);

const BAD: [
  title: string,
  status: number,
  detail: RegExp,
  channel: string,
  body: string,
  type?: string,
][] = [
  ["what is not JSON", 400, /Not JSON/, "orders", '{"id":'],
  ["a body without an item", 422, /no item/, "orders", "[]"],
  ["an item without a total", 422, /total/, "orders", '{"id":"1","items":[]}'],
  [
    "more decimals than the currency has",
    422,
    /at most 2 decimals/,
    "orders",
    order({ total: "1.005" }),
  ],
  ["an order without an id", 422, /^id: is missing$/, "orders", order({ id: undefined })],
  [
    "a status that no order has",
    422,
    /"placed".*or "cancelled"$/,
    "orders",
    order({ status: "paid" }),
  ],
  ["a quantity of zero", 422, /quantity/, "orders", order({ quantity: 0 })],
  ["a quantity that is not whole", 422, /quantity/, "orders", order({ quantity: 1.5 })],
  ["a currency that does not exist", 422, /ISO 4217/, "orders", order({ currency: "XYZ" })],
  ["a control character in a name", 422, /control/, "orders", order({ customer: "a\u0000b" })],
  ["half of a surrogate pair", 422, /surrogate/, "clicks", '{"a":"\\ud800"}'],
  ["NUL in a custom item", 422, /NUL/, "clicks", '{"a":"\\u0000"}'],
  ["a custom item that is no object", 422, /JSON object/, "clicks", "7"],
  ["a custom item over 16 KiB", 422, /16 KiB/, "clicks", JSON.stringify({ a: "x".repeat(16_384) })],
  ["an item nested too deep", 422, /nested/, "clicks", '{"a":'.repeat(80) + "1" + "}".repeat(80)],
  ["a level that is not whole", 422, /available/, "inventory", '{"productId":"p","available":1.5}'],
  [
    "both a level and a move",
    422,
    /not both/,
    "inventory",
    '{"productId":"p","available":1,"delta":1}',
  ],
  ["moving what nobody told", 422, /No level/, "inventory", '{"productId":"p","delta":1}'],
  ["cancelling what nobody knows", 422, /No order/, "orders", '{"id":"x","status":"cancelled"}'],
  ["a severity that does not exist", 422, /severity/, "alerts", '{"title":"x","severity":"loud"}'],
  ["a channel that cannot be", 404, /A channel is/, "Orders!", "{}"],
  [
    "another content type",
    415,
    /application\/json/,
    "orders",
    "id=1",
    "application/x-www-form-urlencoded",
  ],
  ["more than 1,000 items", 413, /1000 items/, "clicks", `[${"{},".repeat(1_000)}{}]`],
  ["more than 5 MiB", 413, /5 MiB/, "clicks", `["${"x".repeat(5 * 1024 * 1024)}"]`],
];

function order({ quantity, ...changes }: Record<string, unknown>): string {
  const items = [{ productId: "mug", quantity: quantity ?? 1, price: "1.00" }];
  return JSON.stringify(anOrder({ items, ...changes }));
}

Deno.test("publish: what cannot be taken is refused with a reason, and nothing of it is kept", async (t) => {
  await using shop = await openShop();
  for (const [title, status, detail, channel, body, type] of BAD) {
    await t.step(title, async () => {
      const response = await shop.post(channel, body, {
        "content-type": type ?? "application/json",
      });
      await assertProblem(response, status, detail);
    });
  }
  assert.match((await shop.metrics()).position, /-0$/);
});

promise("bytes that are not UTF-8 are refused, not mended", async (shop) => {
  const body = new TextEncoder().encode(order({ id: "x" }));
  const bad = body.map((byte) => byte === "x".charCodeAt(0) ? 0xff : byte);
  await assertProblem(await shop.post("orders", bad), 400, /not UTF-8/);
});

promise("a body without a length is taken, up to the limit", async (shop) => {
  const chunked = (text: string) => new Blob([text]).stream();
  const taken = await shop.post("orders", chunked(order({})));
  assert.equal(taken.status, 201);
  await taken.body?.cancel();
  const big = await shop.post("clicks", chunked(`["${"x".repeat(5 * 1024 * 1024)}"]`));
  await assertProblem(big, 413, /5 MiB/);
});

promise("publishing takes POST only, and says so", async (shop) => {
  const response = await fetch(`${shop.url}/api/publish/orders`);
  assert.equal(response.headers.get("allow"), "POST");
  await assertProblem(response, 405, /with POST/);
});

promise("a key that publishes too fast is told to wait", async (shop) => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => shop.post("orders", JSON.stringify(anOrder()))),
  );
  const tooFast = answers.filter(({ status }) => status === 429);
  await Promise.all(answers.map((response) => response.body?.cancel()));

  assert.ok(tooFast.length >= 2, `${tooFast.length} were too fast`);
  assert.equal(tooFast[0]?.headers.get("retry-after"), "1");
}, { PUBLISH_RATE: "2" });

promise("each answer tells what is left of the key's quota", async (shop) => {
  const quotaOf = async (channel: string, body: string, type = "application/json") => {
    const response = await shop.post(channel, body, { "content-type": type });
    const problem = await response.json();
    const names = ["ratelimit-policy", "ratelimit", "retry-after"];
    return {
      status: response.status,
      headers: names.map((name) => response.headers.get(name)),
      problem,
    };
  };
  const policy = '"publish";q=3;w=1';
  const until429 = async () => {
    for (;;) {
      const answers = await Promise.all(Array(12).fill(0).map(() => quotaOf("clicks", "{}")));
      const refused = answers.find(({ status }) => status === 429);
      if (refused) return refused;
    }
  };
  const [taken, refused] = [await quotaOf("clicks", "{}"), await quotaOf("orders", "{}")];
  const wrongType = await quotaOf("orders", "", "text/plain");
  assert.deepEqual([taken, refused, wrongType].map(({ status }) => status), [201, 422, 415]);
  for (const { headers } of [taken, refused, wrongType]) {
    assert.equal(headers[0], policy);
    assert.match(headers[1] ?? "", /^"publish";r=[012];t=1$/);
  }
  const { headers, problem: { requestId: _, ...problem } } = await until429();

  assert.deepEqual(headers, [policy, '"publish";r=0;t=1', "1"]);
  assert.deepEqual(problem, {
    type: "https://iana.org/assignments/http-problem-types#quota-exceeded",
    title: "Too many requests",
    status: 429,
    detail: "A key may publish 3 times a second",
    "violated-policies": ["publish"],
  });
}, { PUBLISH_RATE: "3" });

promise("without a limit nothing is told of a quota", async (shop) => {
  const response = await shop.post("clicks", "{}");
  await response.body?.cancel();

  assert.equal(response.headers.get("ratelimit"), null);
}, { PUBLISH_RATE: "0" });

promise("an URL that does not exist is a problem too", async (shop) => {
  await assertProblem(await fetch(`${shop.url}/nowhere`), 404, /Nothing is at \/nowhere/);
});
