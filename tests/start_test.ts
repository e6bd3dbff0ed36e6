import assert from "node:assert/strict";
import { VARIABLES } from "../lib/config.ts";
import { embeddedFolder } from "./embedded_folder.ts";
import { testDatabase } from "./harness/postgres.ts";
import { programPath } from "./harness/programs.ts";
import { type ServerProcess, spawnServer } from "./harness/process.ts";
import { freePort } from "./harness/ports.ts";
import { startPostgres, startRedis } from "./harness/servers.ts";
import { anOrder, KEY, Shop } from "./shop.ts";
import { granted, runToEnd } from "./start_program.ts";

async function spawnEmbedded(dataDir: string): Promise<{ server: ServerProcess; shop: Shop }> {
  const env = { DATA_DIR: dataDir, PUBLISH_KEY: KEY };
  const server = await spawnServer({ env, flags: await granted(env) });
  return { server, shop: new Shop(server.url) };
}

Deno.test("start: a new server says where it is and how to publish, and that command works", async () => {
  await using folder = await embeddedFolder();
  const env = { DATA_DIR: folder.path };
  await using server = await spawnServer({ env, flags: await granted(env) });
  const command = /^ {2}curl [\s\S]*'$/m.exec(server.output())?.[0] ?? "";
  const { success } = await new Deno.Command("bash", { args: ["-c", `${command} --fail`] })
    .output();

  assert.match(server.output(), new RegExp(`Dashboard +${server.url}/\n`));
  assert.match(server.output(), /Publish key +fb_[\w-]{32}\n/);
  assert.ok(success, command);
  assert.equal((await new Shop(server.url).metrics()).ordersToday, 1);
});

Deno.test("start: a restart on the same DATA_DIR keeps everything, the publish key too", async () => {
  await using folder = await embeddedFolder();
  const env = { DATA_DIR: folder.path };
  const flags = await granted(env);
  const outputs: string[] = [];
  for (const expected of [0, 1]) {
    await using server = await spawnServer({ env, flags });
    const shop = new Shop(server.url);
    assert.equal((await shop.metrics()).ordersToday, expected);
    const key = /Publish key +(\S+)/.exec(server.output())?.[1] ?? "";
    outputs.push(key);
    const body = JSON.stringify(anOrder());
    const response = await shop.post("orders", body, { authorization: `Bearer ${key}` });
    assert.equal(response.status, 201);
    await response.body?.cancel();
    assert.equal(await server.stop(), 0, "SIGTERM ends it in order");
  }
  assert.equal(outputs[0], outputs[1]);
});

Deno.test("start: an embedded server that is killed loses no order that was answered", async () => {
  await using folder = await embeddedFolder();
  const { server, shop } = await spawnEmbedded(folder.path);
  const answered = await Promise.all(
    Array.from({ length: 20 }, () => shop.publish("orders", anOrder())),
  );
  await server.kill();
  await server[Symbol.asyncDispose]();
  const again = await spawnEmbedded(folder.path);
  await using _server = again.server;

  assert.equal(answered.length, 20);
  assert.equal((await again.shop.metrics()).ordersToday, 20);
});

Deno.test("start: a second server on the same DATA_DIR is refused with a sentence", async () => {
  await using folder = await embeddedFolder();
  const { server } = await spawnEmbedded(folder.path);
  await using _server = server;
  const { code, errors } = await runToEnd({ DATA_DIR: folder.path, PORT: String(freePort()) });

  assert.equal(code, 2);
  assert.equal(
    errors.trim(),
    `Another Flashboard server has DATA_DIR ${folder.path} open: stop it, or set another DATA_DIR`,
  );
});

Deno.test("start: wrong settings are all told, and the exit code is 2", async () => {
  const { code, errors } = await runToEnd({ PORT: "high", STORE_CURRENCY: "?", HOST: "0.0.0.0" });

  assert.equal(code, 2);
  assert.match(
    errors,
    /^PORT must be[^\n]*\nSTORE_CURRENCY must be[^\n]*\nDASHBOARD_PASSWORD must/,
  );
});

Deno.test("start: a port that is taken is told, and the exit code is 2", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using database = await testDatabase();
  const PORT = String((taken.addr as Deno.NetAddr).port);
  const folder = await Deno.makeTempDir();
  const env = { PORT, DATABASE_URL: database.url, DATA_DIR: folder };
  const { code, errors } = await runToEnd(env);
  await Deno.remove(folder, { recursive: true });

  assert.equal(code, 2);
  assert.match(errors, new RegExp(`^PORT ${PORT} is taken by another program`));
});

Deno.test("start: a database, user or password that Postgres refuses ends it with exit code 2", async () => {
  const url = new URL(programPath("TEST_DATABASE_URL"));
  url.pathname = "/no_such_database";
  const { code, errors } = await runToEnd({ DATABASE_URL: url.href, PUBLISH_KEY: KEY });

  assert.equal(code, 2);
  assert.match(errors, /DATABASE_URL was refused by Postgres: .*no_such_database.* does not exist/);
});

Deno.test("start: a password that Redis refuses ends it with exit code 2", async () => {
  await using database = await testDatabase();
  const url = new URL(programPath("TEST_REDIS_URL"));
  for (const password of ["wrong", ""]) {
    url.password = password;
    const env = { DATABASE_URL: database.url, REDIS_URL: url.href, PUBLISH_KEY: KEY };
    const { code, errors } = await runToEnd(env);

    assert.equal(code, 2);
    assert.match(errors, /REDIS_URL was refused by Redis: (WRONGPASS|NOAUTH)/);
  }
});

Deno.test("start: a Postgres that is away is waited for, with a sentence at each try", async () => {
  await using postgres = await startPostgres();
  await postgres.stop();
  const env = { DATABASE_URL: postgres.url, PUBLISH_KEY: KEY };
  const starting = spawnServer({ env });
  await postgres.restart();
  await using server = await starting;

  assert.match(server.output(), /Flashboard is open/);
});

Deno.test("start: without Redis a server takes orders, and finds Redis when it comes", async () => {
  await using redis = await startRedis();
  await redis.stop();
  await using database = await testDatabase();
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, PUBLISH_KEY: KEY };
  await using server = await spawnServer({ env });
  const shop = new Shop(server.url);
  const readiness = async () => (await fetch(`${server.url}/readyz`)).json();

  assert.equal((await shop.publish("orders", anOrder())).accepted, 1);
  assert.deepEqual(await readiness(), { status: "ok", postgres: "up", redis: "down" });
  await redis.restart();
  await using dashboard = await shop.dashboard({}, "?heartbeat=1");
  while ((await readiness()).redis !== "up") await dashboard.next("heartbeat");
});

Deno.test("start: Redis over TLS, with a user and a password in the URL", async () => {
  const tls = new URL("fixtures/tls/", import.meta.url).pathname;
  const port = freePort();
  await using _redis = await startRedis({
    args: [
      ...["--tls-port", String(port), "--tls-auth-clients", "no"],
      ...["--tls-cert-file", `${tls}server.pem`, "--tls-key-file", `${tls}server.key`],
      ...["--tls-ca-cert-file", `${tls}ca.pem`],
      ...["--user", "till", "on", ">p@ss/w:rd", "~*", "&*", "+@all"],
    ],
  });
  await using database = await testDatabase();
  const REDIS_URL = `rediss://till:${encodeURIComponent("p@ss/w:rd")}@localhost:${port}`;
  const DENO_CERT = `${tls}ca.pem`;
  const env = { DATABASE_URL: database.url, REDIS_URL, PUBLISH_KEY: KEY, DENO_CERT };
  await using server = await spawnServer({
    env,
    flags: await granted({ DATA_DIR: "/tmp/unused" }),
  });

  assert.equal((await (await fetch(`${server.url}/readyz`)).json()).redis, "up");
});

Deno.test("start: what is granted is named: no program, no library, no file beyond", async () => {
  const flags = await granted({ DATA_DIR: "/tmp/some-data" });

  assert.deepEqual(flags, [
    "--allow-net",
    `--allow-env=${VARIABLES.join(",")}`,
    "--ignore-env",
    "--no-prompt",
    "--allow-read=.,/tmp/some-data",
    "--allow-write=/tmp/some-data",
  ]);
});
