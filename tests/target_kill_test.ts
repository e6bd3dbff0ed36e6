import assert from "node:assert/strict";
import postgres from "postgres";
import { testDatabase } from "./harness/postgres.ts";
import { spawnServer } from "./harness/process.ts";
import { poll } from "./harness/wait.ts";
import { KEY, Shop } from "./shop.ts";
import { granted } from "./start_program.ts";
import { type Answered, targetServer, WEBHOOK_SECRET, webhookProtocol } from "./target_servers.ts";

const ALERTS = 40;

Deno.test("targets: a server is killed while it tells a webhook: no alert is lost, and what comes twice has one id", async () => {
  await using stack = new AsyncDisposableStack();
  const { url: database } = stack.use(await testDatabase());
  const { promise: late, resolve: release } = Promise.withResolvers<Answered>();
  let isHeld = false;
  const hook = stack.use(
    await targetServer(webhookProtocol(), () => {
      // What it was sending when it was killed has arrived, and it never knows.
      return isHeld ? late : undefined;
    }),
  );
  stack.defer(() => release({}));
  const env = { DATABASE_URL: database, PUBLISH_KEY: KEY, ALLOW_PRIVATE_TARGETS: "127.0.0.1" };
  const flags = await granted(env);
  const doomed = stack.use(await spawnServer({ env, flags }));
  const shop = new Shop(doomed.url);
  const added = await shop.addTarget({
    kind: "webhook",
    name: "Hook",
    config: { url: `${hook.url}/`, secret: WEBHOOK_SECRET },
  });
  assert.equal(added.status, 201, await added.text());
  const publish = (from: number) =>
    shop.publish(
      "alerts",
      Array.from(
        { length: ALERTS / 2 },
        (_, n) => ({ title: `n${from + n}`, severity: "critical" }),
      ),
    );
  await publish(0);
  assert.ok(await poll(() => hook.received.length >= 10));
  isHeld = true;
  const told = hook.received.length;
  assert.ok(await poll(() => hook.received.length > told));
  await publish(ALERTS / 2);
  await doomed.kill();
  isHeld = false;

  stack.use(await spawnServer({ env, flags }));
  const sql = stack.adopt(postgres(database, { max: 1, onnotice() {} }), (sql) => sql.end());
  // A minute later.
  await sql`update flashboard.targets set taken_until = now()`;
  const titles = () => new Set(hook.received.map(({ body }) => Object(body["data"]).title));
  assert.ok(await poll(() => titles().size === ALERTS), `${titles().size} of ${ALERTS} arrived`);
  const ids = hook.received.map(({ headers }) => headers["webhook-id"]);
  assert.equal(new Set(ids).size, ALERTS, "each alert has one id");
  assert.ok(ids.length <= ALERTS + 1, "only what was being sent comes twice");
});
