import { startEmbedded } from "../lib/postgres/embedded.ts";
import { PostgresLog } from "../lib/postgres/log.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import type { Address } from "../lib/postgres/connect.ts";
import { logContract, type OpenLog } from "./contracts/log.ts";
import { embeddedFolder } from "./embedded_folder.ts";
import { testDatabase } from "./harness/postgres.ts";

async function connectTo(address: Address, stack: AsyncDisposableStack): Promise<PostgresLog> {
  const sql = await openPostgres(address, () => {});
  stack.defer(() => sql.end({ timeout: 5 }));
  return new PostgresLog(sql);
}

logContract("Postgres", async () => {
  const stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const [log, second] = await Promise.all([connectTo({ url }, stack), connectTo({ url }, stack)]);
  return { log, second, [Symbol.asyncDispose]: () => stack.disposeAsync() };
});

logContract("embedded", async (): Promise<OpenLog> => {
  const stack = new AsyncDisposableStack();
  const { path } = stack.use(await embeddedFolder());
  const { socket } = stack.use(await startEmbedded(path));
  const log = await connectTo({ socket }, stack);
  return { log, second: log, [Symbol.asyncDispose]: () => stack.disposeAsync() };
});
