import assert from "node:assert/strict";
import type { SseClient } from "./harness/sse_client.ts";
import { poll } from "./harness/wait.ts";
import { anOrder, type Shop } from "./shop.ts";

/** What `/readyz` says of Redis. */
export async function redisOf(shop: Shop): Promise<string> {
  return (await (await fetch(`${shop.url}/readyz`)).json()).redis;
}

/** Waits until Redis is up, or down, for all of these servers. */
export async function untilRedisIs(state: "up" | "down", ...shops: Shop[]): Promise<void> {
  const isSo = await poll(async () => {
    return (await Promise.all(shops.map(redisOf))).every((redis) => redis === state);
  });
  assert.ok(isSo, `Redis is not ${state} for all servers`);
}

/** The sequence number in a position; not a number where there is none. */
function seqOf(id = ""): number {
  return Number(id.split("-")[1]);
}

/** Publishes an order; how many ms after its 201 a stream of another server showed it. */
async function sightingMs(here: Shop, stream: SseClient): Promise<number> {
  const { position } = await here.publish("orders", anOrder());
  const answered = performance.now();
  await stream.next(({ id }) => seqOf(id) >= seqOf(position), 10_000);
  return performance.now() - answered;
}

/** An order is on another server's dashboard within 2 s of its 201. */
export async function assertSeenInTime(here: Shop, dashboard: SseClient): Promise<void> {
  await assertSoon("within 2 s", async () => await sightingMs(here, dashboard) < 2_000);
}

/**
 * Orders are on another server at once, over Redis. Each is published when the last one was seen:
 * through the log, which is asked once a second, they would take about a second each.
 */
export async function assertSeenAtOnce(here: Shop, stream: SseClient): Promise<void> {
  await assertSoon("at once", async () => {
    let totalMs = 0;
    for (let order = 0; order < 5; order++) totalMs += await sightingMs(here, stream);
    return totalMs < 2_500;
  });
}

/** A busy machine may be late once or twice. */
async function assertSoon(when: string, isSeen: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) if (await isSeen()) return;
  assert.fail(`Orders were not seen ${when}`);
}
