import assert from "node:assert/strict";
import { EMPTY, testDatabase } from "./harness/postgres.ts";
import { programPath } from "./harness/programs.ts";
import { anOrder, openShop } from "./shop.ts";

const DOC = new URL("../docs/operations.md", import.meta.url);

/** Runs the document's command that calls a program, as somebody would who copies it. */
async function runFromDocs(program: string, databaseUrl: string, cwd: string): Promise<void> {
  const lines = (await Deno.readTextFile(DOC)).split("\n");
  const line = lines.find((line) => line.startsWith(`${program} `));
  assert.ok(line, `docs/operations.md has no command for ${program}`);
  const { success, stderr } = await new Deno.Command("sh", {
    args: ["-c", line],
    cwd,
    env: {
      DATABASE_URL: databaseUrl,
      PATH: `${programPath("TEST_PG_BIN")}:${Deno.env.get("PATH")}`,
    },
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

Deno.test("operations: a backup that is put back has every order, and what is sent again counts once", async () => {
  const folder = await Deno.makeTempDir();
  const [before, after] = [anOrder(), anOrder()];
  await using shop = await openShop();
  await shop.publish("inventory", { productId: "mug", available: 20 });
  await shop.publish("orders", before);
  await runFromDocs("pg_dump", shop.database, folder);
  const { position } = await shop.publish("orders", after);

  await using empty = await testDatabase({ template: EMPTY });
  await runFromDocs("pg_restore", empty.url, folder);
  await runFromDocs("psql", empty.url, folder);
  await using restored = await openShop({ DATABASE_URL: empty.url });
  assert.equal((await restored.metrics()).ordersToday, 1);
  await using dashboard = await restored.dashboard({ lastEventId: position });
  assert.equal(
    (await dashboard.next()).event,
    "init",
    "a position of the lost log is not gone on from",
  );
  const again = await restored.publish("orders", [before, after]);
  assert.deepEqual([again.accepted, again.duplicates], [1, 1]);
  assert.equal((await restored.metrics()).ordersToday, 2);
  await Deno.remove(folder, { recursive: true });
});
