import { freePort } from "../../tests/harness/ports.ts";
import { testDatabase } from "../../tests/harness/postgres.ts";
import type { Stores } from "./flashboard.ts";
import { getRequest, type Peer } from "./peer.ts";
import { startProgram } from "./program.ts";

/** A page that asks Postgres at each refresh; its load's requests are the refreshes. */
export async function startPolling({ postgres }: Stores): Promise<Peer> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await testDatabase());
  const port = freePort();
  const child = opened.use(await startProgram("polling_server.ts", [port, database.url]));
  const everything = opened.move();
  return {
    name: "page that asks Postgres",
    server: child.pid,
    stores: [postgres.pid],
    job: { port, subscribe: "", mark: "", request: getRequest("/page"), position: null },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
