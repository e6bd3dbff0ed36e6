import assert from "node:assert/strict";

/** Tasks that are granted a whole kind of access, and why no list can stand in its place. */
const REASONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  replay: {
    "--allow-net": "the server that orders are published to is named when it runs",
    "--allow-read": "so is the file that they are read from",
  },
  floors: {
    "--allow-read": "temporary files stand wherever the machine has them",
    "--allow-write": "the same",
  },
  test: { "-A": "it starts Postgres, Redis, proxies and Chromium" },
  bench: { "-A": "it starts servers and measures them" },
  pictures: { "-A": "it starts Chromium" },
};

interface Task {
  description: string;
  command: string;
}

/** What a command grants without naming what of it: `-A`, `--allow-net`, but not `--allow-net=HOST`. */
function openGrants(command: string): string[] {
  return command.match(/(?<=\s)(-A|--allow-[a-z]+)(?![\w=-])/g) ?? [];
}

Deno.test("permissions: each task names what it may reach, or stands here with a reason", async () => {
  const config = await Deno.readTextFile(new URL("../deno.json", import.meta.url));
  const { tasks }: { tasks: Record<string, Task> } = JSON.parse(config);
  for (const [name, { command, description }] of Object.entries(tasks)) {
    assert.ok(description, name);
    assert.deepEqual(openGrants(command), Object.keys(REASONS[name] ?? {}), name);
  }
  assert.deepEqual(openGrants("deno run -A --allow-net --allow-env=A --allow-run=deno x.ts"), [
    "-A",
    "--allow-net",
  ]);
});
