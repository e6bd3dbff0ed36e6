import { freePort } from "../tests/harness/ports.ts";
import { databaseUrl, testDatabase } from "../tests/harness/postgres.ts";
import { type ServerProcess, spawnServer } from "../tests/harness/process.ts";
import { poll } from "../tests/harness/wait.ts";

export const KEY = "bench-publish-key";

/** A server that is measured, in a process of its own. */
export interface Target extends AsyncDisposable {
  url: string;
  server: ServerProcess;
}

/** Starts the server on a database of its own; with neither setting it runs embedded. */
export async function startTarget(
  settings: Record<string, string>,
  workers = 1,
): Promise<Target> {
  const env = { PUBLISH_KEY: KEY, PUBLISH_RATE: "0", PORT: String(freePort()), ...settings };
  const server = await spawnServer({ env, args: ["--workers", String(workers)] });
  // The first worker answers before the others are there.
  await poll(() => server.output().includes("Flashboard is open"));
  await post(server.url, "inventory", [
    { productId: "p1", name: "Mug", available: 100_000_000 },
    { productId: "p2", name: "Cup", available: 100_000_000 },
  ]);
  return { url: server.url, server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** A fresh database with the server's tables and two products, for pgbench. */
export async function preparePgbench() {
  const database = await testDatabase();
  await using _target = await startTarget({ DATABASE_URL: database.url });
  return {
    url: databaseUrl(database.name),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** Orders that the server's board counts today. */
export async function ordersToday(url: string): Promise<number> {
  return (await (await fetch(`${url}/api/metrics`)).json()).ordersToday;
}

async function post(url: string, channel: string, items: unknown): Promise<void> {
  const response = await fetch(`${url}/api/publish/${channel}`, {
    method: "POST",
    body: JSON.stringify(items),
    headers: { "authorization": `Bearer ${KEY}`, "content-type": "application/json" },
  });
  if (!response.ok) throw new Error(await response.text());
  await response.body?.cancel();
}
