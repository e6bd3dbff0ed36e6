import { startEmbedded } from "../lib/postgres/embedded.ts";
import { PostgresLog } from "../lib/postgres/log.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { type Address, connect } from "../lib/postgres/connect.ts";
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

// One for all, emptied for each: to start PGlite takes a second of processor time.
const folder = await embeddedFolder();
const embedded = await startEmbedded(folder.path);
Deno.test.afterAll(async () => {
  await embedded[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

logContract("embedded", async (): Promise<OpenLog> => {
  const stack = new AsyncDisposableStack();
  const emptying = connect(embedded);
  await emptying`drop schema if exists flashboard cascade`;
  await emptying.end();
  const log = await connectTo(embedded, stack);
  return { log, second: log, [Symbol.asyncDispose]: () => stack.disposeAsync() };
});
