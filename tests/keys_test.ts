import assert from "node:assert/strict";
import { type KeptKey, Keys, type KeyStore } from "../lib/keys.ts";
import { Refusals } from "../lib/refusals.ts";
import { FakeClock } from "./fake_clock.ts";
import { anOrder, KEY, openShop, type Shop } from "./shop.ts";

/** `deno task keys …` on a database. */
function start(database: string, ...args: string[]): Deno.Command {
  return startIn({ DATABASE_URL: database }, ...args);
}

function startIn(env: Record<string, string>, ...args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["task", "keys", ...args],
    env: { ...env, NO_COLOR: "1" },
    cwd: new URL("..", import.meta.url).pathname,
    stdout: "piped",
    stderr: "piped",
  });
}

function keys(database: string, ...args: string[]) {
  return keysIn({ DATABASE_URL: database }, ...args);
}

async function keysIn(env: Record<string, string>, ...args: string[]) {
  const { code, stdout, stderr } = await startIn(env, ...args).output();
  const text = new TextDecoder();
  return { code, output: text.decode(stdout), errors: text.decode(stderr) };
}

async function statusOf(shop: Shop, channel: string, item: unknown, key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}` };
  const response = await shop.post(channel, JSON.stringify(item), headers);
  await response.body?.cancel();
  return response.status;
}

/** Makes a key with `deno task keys create`. */
async function make(database: string, name: string, scope: string): Promise<string> {
  const { output, errors } = await keys(database, "create", "--name", name, "--scope", scope);
  const [key = ""] = output.split("\n");
  assert.match(key, /^fb_[\w-]{32}$/, errors);
  return key;
}

Deno.test("keys: a key publishes within its scope, and is shown once", async () => {
  await using shop = await openShop();
  const scope = "publish:orders,publish:visits,read";
  const key = await make(shop.database, "till", scope);
  assert.equal(await statusOf(shop, "orders", anOrder(), key), 201);
  assert.equal(await statusOf(shop, "visits", { visitor: "ada" }, key), 201);
  assert.equal(await statusOf(shop, "alerts", { title: "x" }, key), 403);

  const listed = (await keys(shop.database, "list")).output;
  assert.match(listed, new RegExp(`^${key.slice(0, 9)}…  till  ${scope}  since `));
  assert.ok(!listed.includes(key));
});

Deno.test("keys: beside a server on the embedded database it says where keys are made then", async () => {
  const path = await Deno.makeTempDir();
  await using removed = new AsyncDisposableStack();
  removed.defer(() => Deno.remove(path, { recursive: true }));
  await using lock = await Deno.open(`${path}/lock`, { create: true, write: true });
  await lock.lock(true);
  const { code, errors } = await keysIn({ DATA_DIR: path }, "list");

  assert.equal(code, 2);
  assert.match(errors, /open: make and revoke keys at its \/settings, or stop it first\n/);
});

Deno.test("keys: once a key is said to be revoked no server takes it, though both just did", async () => {
  await using here = await openShop();
  await using there = await openShop({ DATABASE_URL: here.database });
  const key = await make(here.database, "till", "publish");
  const statuses = () => {
    return Promise.all([here, there].map((shop) => statusOf(shop, "orders", anOrder(), key)));
  };
  const revoking = start(here.database, "revoke", "--name", "till").spawn();
  const reader = revoking.stdout.getReader();
  let said: string | undefined;
  const saying = reader.read().then(({ value }) => said = new TextDecoder().decode(value));
  const before: number[] = [];
  while (said === undefined) before.push(...await statuses());
  const after = await statuses();
  await Promise.all([saying, reader.cancel(), revoking.stderr.cancel(), revoking.status]);

  assert.match(said, /^1 revoked/);
  assert.equal(before[0], 201);
  assert.deepEqual(after, [401, 401]);
});

Deno.test("keys: however much a key is used, the database is asked of it four times a second", async () => {
  const clock = new FakeClock();
  const kept = { name: "till", prefix: "fb_abcdef", scopes: ["publish" as const], createdAt: "" };
  let asked = 0;
  const find = () => Promise.resolve(asked++ < 2 ? kept : null);
  const store = { find } as Partial<KeyStore> as KeyStore;
  const all = new Keys({ store, clock, publishKey: "bootstrap" });
  const ask = () => all.authorize("Bearer fb_abcdefgh", "publish:orders");
  await Promise.all(Array.from({ length: 100 }, ask));
  clock.advance(249);
  await ask();
  assert.equal(asked, 1);
  clock.advance(1);
  await ask();
  clock.advance(250);

  await assert.rejects(ask(), { code: "unauthorized" });
  assert.equal(asked, 3);
});

Deno.test("keys: the log names a refused key by its first characters, never by more", async () => {
  const told: unknown[] = [];
  await using shop = await openShop({ PUBLISH_RATE: "2" }, (_level, _message, detail) => {
    const { requestId, ...rest } = detail ?? {};
    assert.equal(typeof requestId, "string");
    told.push(rest);
  });
  const cases: [key: string, channel: string][] = [
    ["fb_abcdefghijklmnop", "orders"],
    ["fb_abcdefghijklmnop", "orders"],
    ["somebodys-password", "alerts"],
    [KEY, "Orders!"],
  ];
  for (const [key, channel] of cases) await statusOf(shop, channel, anOrder(), key);
  while (await statusOf(shop, "visits", { visitor: "ada" }, KEY) !== 429);

  assert.deepEqual(told, [
    { key: "fb_abcdef…", channel: "orders", reason: "unauthorized" },
    { key: "not one of ours", channel: "alerts", reason: "unauthorized" },
    { key: "PUBLISH_KEY", channel: null, reason: "not_found" },
    { key: "PUBLISH_KEY", channel: "visits", reason: "too_fast" },
  ]);
});

Deno.test("keys: each refusal is told once a minute, and a flood of them does not fill the log", () => {
  const clock = new FakeClock();
  let told = 0;
  const refusals = new Refusals({ clock, report: () => told++ });
  const refuse = (key: string) => refusals.note({ key, channel: null, reason: "unauthorized" });
  for (let n = 0; n < 3; n++) refuse("fb_abcdef…");
  assert.equal(told, 1);
  clock.advance(60_000);
  refuse("fb_abcdef…");
  assert.equal(told, 2);
  for (let n = 0; n < 1_000; n++) refuse(`fb_${n}`);

  assert.ok(told <= 102, `${told} lines`);
});

Deno.test("keys: a clock that is set back keeps no revoked key alive", async () => {
  const clock = new FakeClock();
  let kept: KeptKey | null = { name: "till", prefix: "fb_", scopes: ["publish"], createdAt: "" };
  const store = { find: () => Promise.resolve(kept) } as Pick<KeyStore, "find"> as KeyStore;
  const keys = new Keys({ store, clock, publishKey: "another-key" });
  await keys.authorize("Bearer fb_till", "publish:orders");
  kept = null;
  clock.step(-3_600_000);

  await assert.rejects(keys.authorize("Bearer fb_till", "publish:orders"), {
    code: "unauthorized",
  });
});

Deno.test("keys: what cannot be done is told with the help, exit code 2", async () => {
  await using shop = await openShop();
  const bad: [string[], RegExp][] = [
    [[], /Say create, list or revoke/],
    [["create", "--name", "x"], /--scope is missing/],
    [["create", "--name", "x", "--scope", "all"], /A scope must be/],
    [["create", "--name", "x", "--scope", "screen,read"], /"screen" must be the only scope/],
    [["create", "--name", "x", "--scope", "screen"], /--url is missing/],
    [["create", "--name", "x", "--scope", "screen", "--url", "board"], /--url must be the board's/],
    [["revoke", "--name", "nobody"], /No key is named "nobody"/],
    [["list", "--loud"], /--loud/],
  ];
  for (const [args, message] of bad) {
    const { code, errors } = await keys(shop.database, ...args);

    assert.equal(code, 2, errors);
    assert.match(errors, message);
    assert.match(errors, /deno task keys --help/);
  }
});

Deno.test("keys: one for visits alone is public, and comes with the tag for the shop's pages", async () => {
  await using shop = await openShop();
  const words = ["create", "--name", "storefront", "--scope", "publish:visits"];
  const { output } = await keys(shop.database, ...words);
  const [key = ""] = output.split("\n");

  assert.match(key, /^fb_pub_[\w-]{32}$/);
  assert.ok(
    output.includes(`<script src="https://board.example/beacon.js" data-key="${key}" defer>`),
  );
  assert.match((await keys(shop.database, "list")).output, new RegExp(`^${key.slice(0, 13)}…  `));
});

Deno.test("keys: one for a screen comes as a link, shown once", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: "a long password" });
  const words = ["create", "--name", "Warehouse wall", "--scope", "screen", "--url", shop.url];
  const { output } = await keys(shop.database, ...words);
  const [link = ""] = output.split("\n");
  const [, key = ""] = link.split("/tv?screen=");
  const page = await fetch(link);
  await page.body?.cancel();

  assert.match(key, /^fbs_[\w-]{32}$/);
  assert.equal(page.status, 200);
  const listed = (await keys(shop.database, "list")).output;
  assert.match(listed, new RegExp(`^${key.slice(0, 10)}…  Warehouse wall  screen  since `));
  assert.ok(!listed.includes(key));
});
