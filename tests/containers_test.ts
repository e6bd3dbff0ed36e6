/**
 * Docker and Compose for real. Only with TEST_DOCKER=1: it needs Docker's engine, and images that it
 * fetches or finds. It takes a minute or two.
 */
import assert from "node:assert/strict";
import { freePort } from "./harness/ports.ts";
import { poll } from "./harness/wait.ts";
import { logIn } from "./log_in.ts";
import { anOrder, KEY, Shop } from "./shop.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const PASSWORD = "p".repeat(24);
const PUBLISHERS = 4;
/** An image is made anew, and servers start: minutes on a busy machine. */
const GUARD_MS = 300_000;

async function run(cwd: string, program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { cwd, args }).output();
  const text = new TextDecoder().decode(stdout);
  if (!success) {
    throw new Error(`${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  }
  return text;
}

/** Compose, the plug-in or the older program, in a folder. */
async function composeIn(folder: string): Promise<(...args: string[]) => Promise<string>> {
  const isPlugin = await run(folder, "docker", "compose", "version").then(() => true, () => false);
  const [program = "", ...first] = isPlugin ? ["docker", "compose"] : ["docker-compose"];
  return (...args) => run(folder, program, ...first, ...args);
}

/** A clean clone, at a port that is free, with what a user puts into `.env`. */
async function cloned(): Promise<AsyncDisposable & { folder: string; url: string }> {
  const folder = await Deno.makeTempDir({ prefix: "containers-" });
  await run(ROOT, "git", "clone", "--quiet", ROOT, folder);
  const port = freePort();
  const compose = await Deno.readTextFile(`${ROOT}/compose.yaml`);
  await Deno.writeTextFile(`${folder}/compose.yaml`, compose.replace('"8000:80"', `"${port}:80"`));
  const lines = [
    `PUBLISH_KEY=${KEY}`,
    `DASHBOARD_PASSWORD=${PASSWORD}`,
    `POSTGRES_PASSWORD=${"w".repeat(24)}`,
  ];
  await Deno.writeTextFile(`${folder}/.env`, lines.join("\n"));
  return {
    folder,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Publishes order after order until it is stopped; says how each was answered. */
function publishTo(shop: Shop): { stop(): Promise<number[]> } {
  let stopped = false;
  const answers: number[] = [];
  const publisher = async () => {
    while (!stopped) {
      const response = await shop.post("orders", JSON.stringify(anOrder()));
      await response.body?.cancel();
      answers.push(response.status);
    }
  };
  const running = Promise.all(Array.from({ length: PUBLISHERS }, publisher));
  return {
    async stop() {
      stopped = true;
      await running;
      return answers;
    },
  };
}

/** The board's number of orders, as somebody sees it who logs in through the proxy. */
async function ordersToday(url: string): Promise<number> {
  const cookie = await logIn(url, PASSWORD);
  const board = await (await fetch(`${url}/api/metrics`, { headers: { cookie } })).json();
  return board.ordersToday;
}

Deno.test({
  name:
    "containers: compose.yaml starts a shop, and a new version of both servers refuses and loses no order",
  ignore: !Deno.env.get("TEST_DOCKER"),
  fn: async () => {
    await using clone = await cloned();
    const compose = await composeIn(clone.folder);
    await using _down = { [Symbol.asyncDispose]: async () => void await compose("down", "-v") };
    const healthy = (server: string) =>
      poll(async () => {
        const id = (await compose("ps", "-q", server)).trim();
        return (await run(clone.folder, "docker", "inspect", id)).includes('"Status": "healthy"');
      }, GUARD_MS);

    await compose("up", "--build", "--detach");
    assert.ok(await poll(() => fetch(`${clone.url}/readyz`).then(consumed, () => false), GUARD_MS));
    const publishing = publishTo(new Shop(clone.url));
    await Deno.writeTextFile(`${clone.folder}/main.ts`, "\n// A new version.\n", { append: true });
    for (const server of ["server-1", "server-2"]) {
      const before = await compose("ps", "-q", server);
      await compose("up", "--build", "--detach", server);
      assert.notEqual(await compose("ps", "-q", server), before, "a new container");
      assert.ok(await healthy(server));
    }
    const answers = await publishing.stop();

    assert.deepEqual([...new Set(answers)], [201]);
    assert.equal(await ordersToday(clone.url), answers.length);
  },
});

async function consumed(response: Response): Promise<boolean> {
  await response.body?.cancel();
  return response.ok;
}
