import assert from "node:assert/strict";
import { liveBytes, residentBytes } from "./harness/memory.ts";
import { freePort } from "./harness/ports.ts";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { RawStream } from "./harness/raw_stream.ts";
import { delay, poll } from "./harness/wait.ts";
import { anOrder, KEY, Shop } from "./shop.ts";

const CLIENTS = 1_000;
/** How often each comes and goes; CHURN_OPENS=80 takes about a minute. */
const OPENS = Number(Deno.env.get("CHURN_OPENS") ?? 4);
const PATHS = ["metrics", "events", "events?after=0"];

/** A client that opens one stream after the other, reads some of it or nothing, and hangs up. */
async function comeAndGo({ url }: Shop, opens: number): Promise<void> {
  for (let open = 0; open < opens; open++) {
    const path = PATHS[Math.floor(Math.random() * PATHS.length)];
    using stream = await RawStream.open(`${url}/api/stream/${path}`);
    if (Math.random() < 0.5) void readOn(stream);
    await delay(Math.random() * 300);
  }
}

async function readOn(stream: RawStream): Promise<void> {
  try {
    for await (const _ of stream.messages());
  } catch {
    // It hung up while it read, as it should.
  }
}

/** All clients at once; resolves when the server has noticed that they are gone. */
async function churn(shop: Shop, opens: number): Promise<void> {
  await Promise.all(Array.from({ length: CLIENTS }, () => comeAndGo(shop, opens)));
  for (const what of ["streams", "dashboards"]) {
    assert.ok(await poll(async () => await shop.count(`flashboard_${what}_open`) === 0), what);
  }
}

/** Orders that come while clients do, so that there is something to tell them. */
async function publishOn(shop: Shop, wanted: () => boolean): Promise<void> {
  while (wanted()) {
    await shop.publish("orders", anOrder());
    await delay(250);
  }
}

Deno.test({
  name: `churn: ${CLIENTS} clients that come and go at random leave no stream and no memory behind`,
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using stack = new AsyncDisposableStack();
    const { url: database } = stack.use(await testDatabase());
    const inspector = freePort();
    const env = { DATABASE_URL: database, PUBLISH_KEY: KEY };
    const flags = ["-A", `--inspect=127.0.0.1:${inspector}`];
    const server = stack.use(await spawnServer({ env, flags }));
    const shop = new Shop(server.url);
    await shop.publish("clicks", Array.from({ length: 200 }, (_, n) => ({ n })));
    let isOver = false;
    const publishing = publishOn(shop, () => !isOver);
    stack.defer(() => {
      isOver = true;
      return publishing;
    });
    await churn(shop, 2);
    const before = { live: await liveBytes(inspector), all: await residentBytes(server.pid) };
    await churn(shop, OPENS);
    // A reader of the log notices with its next beat that nobody reads what it fetched.
    let grown = NaN;
    const isLetGo = await poll(async () => {
      grown = await liveBytes(inspector) - before.live;
      return grown < 500 * CLIENTS * OPENS;
    });
    const all = await residentBytes(server.pid);
    assert.ok(isLetGo, `${grown} bytes of objects more`);
    assert.ok(all < 1.3 * before.all, `${all} bytes in all, ${before.all} before`);
  },
});
