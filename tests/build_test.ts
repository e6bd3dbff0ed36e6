import assert from "node:assert/strict";
import { fingerprint } from "../tasks/lib/fingerprint.ts";

const ROOT = new URL("../", import.meta.url);

Deno.test("build: what it is made of is told apart by any change of a file, a name or a folder", async () => {
  const folder = await Deno.makeTempDir({ prefix: "build-" });
  await Deno.mkdir(`${folder}/in/deep`, { recursive: true });
  await Deno.mkdir(`${folder}/in/out`);
  const look = () => fingerprint([`${folder}/in`], [`${folder}/in/out`]);
  const seen = [await look()];
  const changes = [
    () => Deno.writeTextFile(`${folder}/in/deep/a.ts`, "one"),
    () => Deno.writeTextFile(`${folder}/in/deep/a.ts`, "two"),
    () => Deno.rename(`${folder}/in/deep/a.ts`, `${folder}/in/deep/b.ts`),
    () => Deno.rename(`${folder}/in/deep/b.ts`, `${folder}/in/b.ts`),
  ];
  for (const change of changes) {
    await change();
    seen.push(await look());
  }
  assert.equal(new Set(seen).size, seen.length);
  await Deno.writeTextFile(`${folder}/in/out/board.js`, "");
  assert.equal(await look(), seen.at(-1), "what is built is no part of it");
});

Deno.test("build: a start does not bundle again what is there already", async () => {
  const changedAt = async () => (await Deno.stat(new URL("static/build/board.js", ROOT))).mtime;
  const before = await changedAt();
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "build"],
    cwd: ROOT.pathname,
  }).output();

  assert.ok(success);
  assert.deepEqual(await changedAt(), before);
});
