import assert from "node:assert/strict";
import { crookedImports, violations } from "../.ci/floors.ts";
import { readSources } from "../.ci/floors/imports.ts";
import { BROWSER_USE_CASES } from "../.ci/floors/rules.ts";

/** What the floors say of a made-up project; `ask` is all they can say. */
async function violationsOf(
  files: Record<string, string>,
  ask: (root: string) => Promise<string[]> = violations,
): Promise<string[]> {
  const root = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(`${root}/${path.split("/").slice(0, -1).join("/")}`, { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    return await ask(await Deno.realPath(root));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** What they say of its imports alone, which takes no check of types. */
function crookedIn(files: Record<string, string>): Promise<string[]> {
  return violationsOf(files, async (root) => crookedImports((await readSources(root)).imports));
}

/** A project of these files, each with imports of others for their effect. */
function project(imports: Record<string, string[]>): Record<string, string> {
  const texts = Object.entries(imports).map(([from, targets]) => {
    const up = "../".repeat(from.split("/").length - 1) || "./";
    return [from, targets.map((to) => `import "${up}${to}";\n`).join("")];
  });
  return Object.fromEntries(texts);
}

Deno.test("a project whose arrows point down passes", async () => {
  const down = project({
    "lib/error.ts": [],
    "lib/money.ts": ["lib/error.ts"],
    "lib/live.ts": ["lib/money.ts"],
    "lib/hub.ts": ["lib/money.ts"],
    "lib/web/page.ts": ["lib/hub.ts", "lib/web/head.ts"],
    "lib/web/head.ts": [],
    "lib/redis/bus.ts": ["lib/hub.ts", "lib/error.ts"],
    "islands/parts/tile.ts": ["lib/money.ts"],
    "islands/board.ts": ["islands/parts/tile.ts", "lib/live.ts"],
    "routes/mod.ts": ["routes/home.ts", "lib/hub.ts"],
    "lib/hooks/shop.ts": ["lib/money.ts"],
    "routes/home.ts": ["lib/web/page.ts", "lib/hooks/shop.ts", "islands/parts/tile.ts"],
    "main.ts": ["routes/mod.ts", "lib/redis/bus.ts", "lib/start/shop.ts"],
    "lib/start/shop.ts": ["lib/redis/bus.ts", "lib/web/page.ts"],
    "tasks/demo.ts": ["main.ts"],
    "tests/hub_test.ts": ["main.ts", "tests/harness/ports.ts", "lib/redis/bus.ts"],
    "tests/harness/ports.ts": [],
  });
  assert.deepEqual(await violationsOf(down), []);
});

Deno.test("each import that points up or sideways is named with its reason", async () => {
  const crooked = project({
    "lib/money.ts": ["lib/hub.ts"],
    "lib/hub.ts": ["lib/redis/bus.ts"],
    "lib/redis/bus.ts": ["lib/web/page.ts"],
    "lib/web/page.ts": ["routes/home.ts"],
    "lib/postgres/log.ts": ["main.ts", "lib/start/shop.ts"],
    "lib/start/shop.ts": [],
    "routes/home.ts": ["lib/memory/bus.ts", "islands/board.ts"],
    "islands/board.ts": ["lib/feed.ts", "lib/memory/bus.ts", "routes/health.ts"],
    "routes/health.ts": ["tests/harness/ports.ts"],
    "main.ts": ["tasks/demo.ts"],
    "tasks/demo.ts": ["tests/harness/ports.ts"],
    "lib/feed.ts": [],
    "lib/memory/bus.ts": [],
    "tests/harness/ports.ts": [],
  });
  assert.deepEqual((await crookedIn(crooked)).sort(), [
    `islands/board.ts may not import lib/feed.ts: of the use cases, islands see only ${
      BROWSER_USE_CASES.join(", ")
    }`,
    "islands/board.ts may not import lib/memory/bus.ts: islands run in the browser and adapters do not",
    "islands/board.ts may not import routes/health.ts: islands run in the browser and routes do not",
    "lib/hub.ts may not import lib/redis/bus.ts: use cases stand below the adapters",
    "lib/money.ts may not import lib/hub.ts: pure files stand below the use cases",
    "lib/postgres/log.ts may not import lib/start/shop.ts: adapters stand below main.ts",
    "lib/postgres/log.ts may not import main.ts: adapters stand below main.ts",
    "lib/redis/bus.ts may not import lib/web/page.ts: no adapter sees another",
    "lib/web/page.ts may not import routes/home.ts: adapters stand below the routes",
    "main.ts may not import tasks/demo.ts: main.ts stands below the tasks",
    "routes/health.ts may not import tests/harness/ports.ts: only tests and benchmarks import tests",
    "routes/home.ts may not import islands/board.ts: of the islands, routes see only islands/parts",
    "routes/home.ts may not import lib/memory/bus.ts: of the adapters, routes see only lib/web, lib/hooks",
    "tasks/demo.ts may not import tests/harness/ports.ts: only tests and benchmarks import tests",
  ]);
});

Deno.test("an import of a type and a dynamic import count like any other", async () => {
  const found = await crookedIn({
    "lib/money.ts": 'import type { Hub } from "./hub.ts";\nexport type Till = Hub;\n',
    "lib/order.ts": 'export const hub = () => import("./hub.ts");\n',
    "lib/hub.ts": "export type Hub = number;\n",
  });
  assert.deepEqual(found, [
    "lib/money.ts may not import lib/hub.ts: pure files stand below the use cases",
    "lib/order.ts may not import lib/hub.ts: pure files stand below the use cases",
  ]);
});

Deno.test("a circle is named once, with the whole way round", async () => {
  const round = project({
    "lib/bus.ts": ["lib/feed.ts"],
    "lib/feed.ts": ["lib/hub.ts"],
    "lib/hub.ts": ["lib/bus.ts", "lib/log.ts"],
    "lib/log.ts": [],
  });
  const [only, ...more] = await crookedIn(round);
  assert.match(only ?? "", /^lib\/\w+\.ts may not import lib\/\w+\.ts: it closes the circle /);
  for (const name of ["bus", "feed", "hub"]) assert.ok(only?.includes(`lib/${name}.ts → `));
  assert.deepEqual(more, []);
});

Deno.test("a file for the browser may use neither node: nor Deno nor the calendar", async () => {
  const found = await violationsOf({
    "lib/money.ts": 'import { hostname } from "node:os";\nexport const name = hostname();\n',
    "lib/live.ts": "export const args: string[] = Deno.args;\n",
    "lib/board.ts": 'import type { Day } from "./day.ts";\nexport type Today = Day;\n',
    "lib/metrics.ts": 'import { today } from "./day.ts";\nexport const now = today;\n',
    "lib/day.ts": "export type Day = string;\nexport const today: Day = Deno.cwd();\n",
    "lib/hub.ts": 'import "node:fs";\nDeno.cwd();\n',
  });
  assert.deepEqual(found.slice(0, 2), [
    "lib/metrics.ts may not import lib/day.ts: it runs in the browser, which has none",
    "lib/money.ts may not import node:os: it runs in the browser, which has none",
  ]);
  assert.match(found[2] ?? "", /Cannot find name 'Deno'[^]*lib\/live\.ts:1/);
  assert.equal(found.length, 3);
});
