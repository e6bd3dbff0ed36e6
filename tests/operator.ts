import { openShop, type Shop } from "./shop.ts";

export const PASSWORD = "a long password";

/** What an operator's program asks, and what it is answered. */
export async function ask(shop: Shop, method: string, path: string, body?: unknown) {
  const response = await fetch(shop.url + path, {
    method,
    headers: {
      authorization: `Basic ${btoa(`any:${PASSWORD}`)}`,
      ...body !== undefined && { "content-type": "application/json" },
    },
    ...body !== undefined && { body: JSON.stringify(body) },
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

/** Two servers of one database, without Redis. */
export async function openServers(env: Record<string, string> = {}) {
  await using opened = new AsyncDisposableStack();
  const here = opened.use(await openShop(env));
  const there = opened.use(await openShop({ ...env, DATABASE_URL: here.database }));
  const servers = opened.move();
  return { here, there, [Symbol.asyncDispose]: () => servers.disposeAsync() };
}
