import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawnServer } from "./harness/process.ts";
import { anOrder, KEY, Shop } from "./shop.ts";

const ROOT = new URL("..", import.meta.url);

/** Puts the program together on `runtime`, Deno's own for programs or what stands in for it. */
async function compiled(runtime: string, output: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tasks/compile.ts", "--output", output],
    cwd: ROOT.pathname,
    env: { DENORT_BIN: runtime },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

Deno.test("compile: one program holds the pages, the migrations, the embedded database and the threads", async () => {
  const folder = await Deno.makeTempDir({ prefix: "compile-" });
  await compiled(Deno.execPath(), `${folder}/flashboard`);
  const program = Buffer.from(await Deno.readFile(`${folder}/flashboard`));

  const needed = [
    "static/build/board.js",
    "static/favicon.svg",
    "lib/postgres/migrations/001_log.sql",
    "node_modules/@electric-sql/pglite/dist/pglite.wasm",
    "node_modules/@electric-sql/pglite/dist/initdb.wasm",
  ];
  for (const path of needed) {
    const bytes = Buffer.from(await Deno.readFile(new URL(path, ROOT)));
    assert.ok(program.includes(bytes), path);
  }
  assert.ok(program.includes("runAsWorker((env, workers) =>"), "tasks/worker.ts");
});

Deno.test({
  name: "compile: the program runs by itself, in a folder without anything of ours",
  // denort comes from dl.deno.land, which tests ask nothing of: TEST_DENORT says where it is.
  ignore: !Deno.env.get("TEST_DENORT"),
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "compile-" });
    const program = `${folder}/flashboard`;
    await compiled(Deno.env.get("TEST_DENORT") ?? "", program);
    await using server = await spawnServer({ program, cwd: folder, env: { PUBLISH_KEY: KEY } });
    const shop = new Shop(server.url);
    await shop.publish("orders", anOrder());
    assert.equal((await shop.metrics()).ordersToday, 1);
    assert.match(await (await fetch(server.url)).text(), /board\.js/);
  },
});
