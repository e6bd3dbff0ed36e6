import assert from "node:assert/strict";
import postgres from "postgres";
import { freePort } from "./harness/ports.ts";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { programPath } from "./harness/programs.ts";
import { poll } from "./harness/wait.ts";
import { assertKept, assertShown, assertTold, LosslessClient, readLog } from "./lossless.ts";
import { Publishers } from "./publishers.ts";
import { KEY, Shop } from "./shop.ts";
import { isCommitting, slowCommits } from "./slow_commits.ts";

const PUBLISHERS = 64;
const CLIENTS = 100;
const ORDERS = 700;

Deno.test(`kill: a server is killed while ${PUBLISHERS} publishers write and ${CLIENTS} clients read: nothing is lost, nothing comes twice`, async () => {
  await using stack = new AsyncDisposableStack();
  const { url: database } = stack.use(await testDatabase());
  const spawn = async (name: string, PORT = String(freePort())) => {
    const DATABASE_URL = `${database}?application_name=${name}`;
    const REDIS_URL = programPath("TEST_REDIS_URL");
    const env = { DATABASE_URL, REDIS_URL, PUBLISH_KEY: KEY, PORT };
    return stack.use(await spawnServer({ env }));
  };
  const [doomed, surviving] = await Promise.all([spawn("doomed"), spawn("surviving")]);
  const shops = [new Shop(doomed.url), new Shop(surviving.url)];
  const clients = Array.from({ length: CLIENTS }, (_, at) => {
    return stack.use(new LosslessClient(at % 2 === 0 ? shops : [...shops].reverse()));
  });
  const sql = stack.adopt(postgres(database, { max: 1, onnotice() {} }), (sql) => sql.end());

  const publishers = stack.use(new Publishers(shops, PUBLISHERS));
  await publishers.more(ORDERS);
  const quickAgain = await slowCommits(sql);
  await poll(() => isCommitting(sql, "doomed"));
  await doomed.kill();
  await quickAgain();
  await publishers.more(ORDERS);
  await spawn("doomed", String(doomed.port));
  await publishers.more(ORDERS);
  await publishers.stop();

  const kept = await readLog(database);
  assert.ok(publishers.known > 0, "what the killed server wrote and could not say was kept");
  assertKept(kept, publishers.accepted);
  assert.equal(kept.orders.length, publishers.accepted.size, "nothing else is in the log");
  await assertTold(clients, kept);
  const moved = clients.filter(({ visits }) => visits > 1);
  assert.equal(moved.length, CLIENTS / 2, "those of the killed server went to the other one");
  for (const shop of shops) await assertShown(shop, kept);
});
