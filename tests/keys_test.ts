import assert from "node:assert/strict";
import { type KeptKey, Keys, type KeyStore } from "../lib/keys.ts";
import { FakeClock } from "./fake_clock.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

/** Runs `deno task keys …` on a database. */
async function keys(database: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "keys", ...args],
    env: { DATABASE_URL: database, NO_COLOR: "1" },
    cwd: new URL("..", import.meta.url).pathname,
  }).output();
  const text = new TextDecoder();
  return { code, output: text.decode(stdout), errors: text.decode(stderr) };
}

async function statusOf(shop: Shop, channel: string, item: unknown, key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}` };
  const response = await shop.post(channel, JSON.stringify(item), headers);
  await response.body?.cancel();
  return response.status;
}

Deno.test("keys: a key publishes within its scope, and not after it was revoked", async () => {
  await using shop = await openShop();
  const scope = "publish:orders,publish:visits";
  const made = await keys(shop.database, "create", "--name", "till", "--scope", scope);
  const key = made.output.split("\n")[0] ?? "";

  assert.match(key, /^fb_[\w-]{32}$/);
  assert.equal(await statusOf(shop, "orders", anOrder(), key), 201);
  assert.equal(await statusOf(shop, "visits", { visitor: "ada" }, key), 201);
  assert.equal(await statusOf(shop, "alerts", { title: "x" }, key), 403);

  const listed = (await keys(shop.database, "list")).output;
  assert.match(listed, new RegExp(`^${key.slice(0, 9)}…  till  ${scope}  since `));
  assert.ok(!listed.includes(key), "a key is shown once");

  assert.equal((await keys(shop.database, "revoke", "--name", "till")).code, 0);
  await using dashboard = await shop.dashboard({}, "?heartbeat=1");
  await dashboard.next("heartbeat");
  await dashboard.next("heartbeat");
  assert.equal(await statusOf(shop, "orders", anOrder(), key), 401);
});

Deno.test("keys: a clock that is set back keeps no revoked key alive", async () => {
  const clock = new FakeClock();
  let kept: KeptKey | null = { name: "till", prefix: "fb_", scopes: ["publish"], createdAt: "" };
  const store = { find: () => Promise.resolve(kept) } as Pick<KeyStore, "find"> as KeyStore;
  const keys = new Keys({ store, clock, publishKey: "another-key" });
  await keys.authorize("Bearer fb_till", "orders");
  kept = null;
  clock.step(-3_600_000);

  await assert.rejects(keys.authorize("Bearer fb_till", "orders"), { code: "unauthorized" });
});

Deno.test("keys: what cannot be done is told with the help, exit code 2", async () => {
  await using shop = await openShop();
  const bad: [string[], RegExp][] = [
    [[], /Say create, list or revoke/],
    [["create", "--name", "x"], /--scope is missing/],
    [["create", "--name", "x", "--scope", "all"], /A scope must be/],
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
