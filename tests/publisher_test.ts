import assert from "node:assert/strict";
import { Publisher, type PublisherOptions, PublishError } from "../tasks/lib/publisher.ts";
import { inRhythm } from "../tasks/lib/rhythm.ts";
import { FakeClock } from "./fake_clock.ts";

const never = new AbortController().signal;
const TAKEN = { accepted: 1, duplicates: 0, rejected: [], position: "e-1" };

interface FakeServer extends AsyncDisposable {
  url: string;
  requests: { path: string; authorization: string | null; body: unknown }[];
}

/** A server that gives these answers, one after the other, and the last again and again. */
function serve(...answers: (() => Response)[]): FakeServer {
  const requests: FakeServer["requests"] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push({
        path: new URL(request.url).pathname,
        authorization: request.headers.get("authorization"),
        body: await request.json(),
      });
      return answer?.() ?? new Response(null, { status: 500 });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function refuse(status: number, detail: string, headers: Record<string, string> = {}) {
  return () => Response.json({ detail }, { status, headers });
}

/** A publisher for whom every wait is over at once; `waits` are those it asked for. */
function publisherOf(url: string, changes: Partial<PublisherOptions> = {}) {
  const clock = new FakeClock();
  const waits: number[] = [];
  const troubles: string[] = [];
  const publisher = new Publisher({
    url,
    key: "secret-key",
    clock,
    signal: never,
    random: () => 1,
    onTrouble(trouble, waitMs) {
      troubles.push(trouble);
      waits.push(waitMs);
      queueMicrotask(() => clock.advance(waitMs));
    },
    ...changes,
  });
  return { publisher, waits, troubles };
}

Deno.test("items go to their channel with the key, and the receipt comes back", async () => {
  await using server = serve(() => Response.json(TAKEN, { status: 201 }));

  const receipt = await publisherOf(server.url).publisher.publish("orders", [{ id: "1" }]);

  assert.deepEqual(receipt, TAKEN);
  assert.deepEqual(server.requests, [{
    path: "/api/publish/orders",
    authorization: "Bearer secret-key",
    body: [{ id: "1" }],
  }]);
});

Deno.test("a busy server is tried again, not before it asks for it", async () => {
  await using server = serve(
    refuse(503, "The database is away", { "retry-after": "7" }),
    refuse(429, "Too fast"),
    () => Response.json(TAKEN, { status: 201 }),
  );
  const { publisher, waits, troubles } = publisherOf(server.url);

  assert.deepEqual(await publisher.publish("orders", [{}]), TAKEN);

  assert.deepEqual(waits, [7_500, 1_000]);
  assert.match(troubles[0] ?? "", /503: The database is away/);
});

Deno.test("a server that is not there is tried for five minutes, less and less often", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const url = `http://127.0.0.1:${listener.addr.port}`;
  listener.close();
  const { publisher, waits } = publisherOf(url);

  const message = `Nothing answers at ${url} (Connection refused). Gave up trying`;
  await assert.rejects(publisher.publish("orders", [{}]), new PublishError(message));

  assert.deepEqual(waits.slice(0, 7), [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  const waited = waits.reduce((sum, wait) => sum + wait, 0);
  assert(waited > 280_000 && waited <= 300_000, `waited ${waited}`);
});

Deno.test("a request without an answer is given up and sent again", async () => {
  const clock = new FakeClock();
  const hold = Promise.withResolvers<Response>();
  let requests = 0;
  await using server = Deno.serve({ port: 0, onListen: () => {} }, () => {
    if (++requests > 1) return Response.json(TAKEN, { status: 201 });
    clock.advance(30_000);
    return hold.promise;
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const troubles: string[] = [];
  const publisher = new Publisher({
    url,
    key: "k",
    clock,
    signal: never,
    onTrouble(trouble, waitMs) {
      troubles.push(trouble);
      queueMicrotask(() => clock.advance(waitMs));
    },
  });

  assert.deepEqual(await publisher.publish("orders", [{}]), TAKEN);

  assert.deepEqual(troubles, [`Nothing answers at ${url} (no answer in 30 s)`]);
  hold.resolve(new Response());
});

Deno.test("an answer that will not change is told at once", async () => {
  const cases: [() => Response, RegExp][] = [
    [refuse(401, "This key is not known"), /refuses the publish key: This key is not known/],
    [refuse(403, "Its scope is another"), /publish key is not enough: Its scope is another/],
    [() => new Response("<h1>Not here</h1>", { status: 404 }), /is no Flashboard server/],
    [() => new Response(null, { status: 302, headers: { location: "/x" } }), /sends us on to \/x/],
    [() => new Response("hello"), /not as a Flashboard server/],
  ];
  for (const [answer, message] of cases) {
    await using server = serve(answer);
    const { publisher, waits } = publisherOf(server.url);

    await assert.rejects(publisher.publish("orders", [{}]), (error) => {
      assert(error instanceof PublishError);
      assert.match(error.message, message);
      return true;
    });
    assert.deepEqual(waits, []);
    assert.equal(server.requests.length, 1);
  }
});

Deno.test("items that a server will not take are rejected with its reason", async () => {
  await using server = serve(refuse(422, "total: Invalid input"));

  const receipt = await publisherOf(server.url).publisher.publish("orders", [{}]);

  const rejected = [{ index: 0, detail: "total: Invalid input" }];
  assert.deepEqual(receipt, { accepted: 0, duplicates: 0, rejected });
});

Deno.test("an interruption ends the wait for another try", async () => {
  await using server = serve(refuse(503, "Away"));
  const controller = new AbortController();
  const { publisher } = publisherOf(server.url, {
    signal: controller.signal,
    onTrouble: () => queueMicrotask(() => controller.abort()),
  });

  await assert.rejects(publisher.publish("orders", [{}]), /Interrupted/);
});

/** Takes what a rhythm hands on, at the times at which it does. */
async function collect(ats: number[], mostLagMs?: number, busyMs: Record<number, number> = {}) {
  const clock = new FakeClock(0);
  const taken: [number, number[]][] = [];
  let done = false;
  const things = ats.map((at) => ({ at }));
  const options = {
    clock,
    speed: 10,
    signal: never,
    ...(mostLagMs !== undefined && { mostLagMs }),
  };
  const run = async () => {
    for await (const due of inRhythm(things, options)) {
      taken.push([clock.now(), due.map(({ at }) => at)]);
      clock.advance(busyMs[clock.now()] ?? 0);
    }
    done = true;
  };
  const running = run();
  while (!done) {
    await new Promise((resolve) => setTimeout(resolve));
    clock.advance(1);
  }
  await running;
  return taken;
}

Deno.test("things fall due by their distance from the first, divided by the speed", async () => {
  assert.deepEqual(await collect([5_000, 5_100, 5_100, 5_250]), [
    [0, [5_000]],
    [10, [5_100, 5_100]],
    [25, [5_250]],
  ]);
});

Deno.test("what falls due while the last was handled comes together", async () => {
  assert.deepEqual(await collect([0, 100, 200, 300, 900], undefined, { 0: 25 }), [
    [0, [0]],
    [25, [100, 200]],
    [30, [300]],
    [90, [900]],
  ]);
});

Deno.test("with a bound on the lag, what was slept through is not made up for", async () => {
  const taken = await collect([0, 100, 200, 300], 50, { 0: 1_000 });

  assert.deepEqual(taken, [
    [0, [0]],
    [1_000, [100]],
    [1_010, [200]],
    [1_020, [300]],
  ]);
});
