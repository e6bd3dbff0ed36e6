import assert from "node:assert/strict";
import * as fc from "fast-check";
import postgres from "postgres";
import { ConfigError } from "../lib/config.ts";
import { connect, type Sql } from "../lib/postgres/connect.ts";
import { readEncryption } from "../lib/postgres/encryption.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { codeOf } from "../lib/postgres/outage.ts";
import { socketMaker } from "../lib/postgres/socket.ts";
import { serverAccount } from "./harness/account.ts";
import { freePort } from "./harness/ports.ts";
import { EMPTY, testDatabase } from "./harness/postgres.ts";
import { startPostgres } from "./harness/servers.ts";
import { GUARD_MS, poll, within } from "./harness/wait.ts";

function closing(sql: Sql | postgres.Sql): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) };
}

Deno.test("postgres: any list of texts is sent as it is, and read back", async () => {
  await using database = await testDatabase();
  const sql = connect(database);
  await using _closed = closing(sql);
  const texts = fc.array(
    fc.oneof(fc.string({ unit: "grapheme" }), fc.stringMatching(/^[{}",\\ \n]*$/)),
  );
  await fc.assert(fc.asyncProperty(texts, async (list) => {
    const sent = list.map((text) => text.replaceAll("\0", ""));
    const [row] = await sql<{ list: string[]; size: number }[]>`
      select ${sent}::text[] as list, cardinality(${sent}::text[]) as size`;

    assert.deepEqual(row?.list, sent);
    assert.equal(row.size, sent.length);
  }));
});

Deno.test("postgres: servers that start together on an empty database make its tables once", async () => {
  await using database = await testDatabase({ template: EMPTY });
  await using stack = new AsyncDisposableStack();
  const report = (_level: string, sentence: string) => assert.fail(sentence);
  const pools = await Promise.all([1, 2, 3].map(() => openPostgres(database, report)));
  for (const sql of pools) stack.use(closing(sql));

  for (const sql of pools) assert.deepEqual([...await sql`select * from flashboard.events`], []);
});

/** A proxy whose Postgres is away: it hears what a client has to say, and hangs up. */
async function hangUp(listener: Deno.Listener): Promise<void> {
  for await (const connection of listener) {
    await connection.read(new Uint8Array(1_000));
    connection.close();
  }
}

for (const query of ["", "?sslmode=require"]) {
  Deno.test(`postgres: a peer that hangs up before it answers is an error at once (${query || "plain"})`, async () => {
    const port = freePort();
    const proxy = Deno.listen({ hostname: "127.0.0.1", port });
    const serving = hangUp(proxy);
    const sql = connect({ url: `postgres://user:password@127.0.0.1:${port}/shop${query}` });
    await using _closed = closing(sql);
    const error = await within(sql`select 1`.catch((error: unknown) => error), GUARD_MS);
    proxy.close();
    await serving;

    assert.equal(codeOf(error), "CONNECTION_CLOSED");
  });
}

/** A server that speaks TLS, with the certificate of `tests/fixtures/tls`. */
async function startEncrypted() {
  const account = await serverAccount();
  const folder = await Deno.makeTempDir({ prefix: "certificate-" });
  for (const name of ["server.pem", "server.key"]) {
    await Deno.copyFile(new URL(`fixtures/tls/${name}`, import.meta.url), `${folder}/${name}`);
    await Deno.chmod(`${folder}/${name}`, 0o600);
  }
  for (const path of [folder, `${folder}/server.pem`, `${folder}/server.key`]) {
    if (account) await Deno.chown(path, account.uid, account.gid);
  }
  const files = { ssl_cert_file: `${folder}/server.pem`, ssl_key_file: `${folder}/server.key` };
  return startPostgres({ settings: { ssl: "on", ...files } });
}

const UNVERIFIED = { verified: false, optional: false, direct: false };

for (const encryption of [null, UNVERIFIED]) {
  const how = encryption ? "encrypted" : "plain";

  Deno.test(`postgres: a server that falls silent is given up, and found again when it speaks (${how})`, async () => {
    await using server = await (encryption ? startEncrypted() : startPostgres());
    const options = { socket: socketMaker({ silenceMs: 1_500, encryption }), fetch_types: false };
    const sql = postgres(server.url, { max: 1, ...options });
    await using _closed = closing(sql);
    const [session] = await sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
    assert.equal(session?.["ssl"], encryption !== null);
    server.pause();
    await assert.rejects(sql`select 1`, { code: "CONNECTION_CLOSED" });
    server.resume();
    const [row] = await sql`select 1 as one`;

    assert.equal(row?.["one"], 1);
  });

  Deno.test(`postgres: what is asked as a connection breaks is answered or refused, and what comes later answered (${how})`, async () => {
    await using server = await (encryption ? startEncrypted() : startPostgres());
    const admin = postgres(server.url, { max: 1 });
    await using _admin = closing(admin);
    // Nothing watches for silence: what is forgotten stays so.
    const options = { socket: socketMaker({ silenceMs: 0, encryption }), fetch_types: false };
    const sql = postgres(server.url, { max: 1, ...options });
    await using _closed = closing(sql);
    await sql`select 1`;
    const asked = sql`select pg_sleep(600)`.catch(() => sql`select 1`.catch(codeOf));
    await poll(async () => (await sleepers(admin)).length > 0);
    // Postgres ends without having read this, so TCP resets the connection.
    const unread = sql`select 1`.catch(codeOf);
    for (const { pid } of await sleepers(admin)) await admin`select pg_terminate_backend(${pid})`;

    assert.match(String(await unread), /^(ECONNRESET|CONNECTION_CLOSED)$/);
    assert.ok(await within(asked, GUARD_MS));
    const isAnswered = () => sql`select 1`.then(() => true, () => false);
    assert.ok(await within(poll(isAnswered), GUARD_MS));
  });
}

/** Connections of this database that sleep. */
function sleepers(admin: postgres.Sql) {
  return admin<{ pid: number }[]>`
    select pid from pg_stat_activity
    where datname = current_database() and wait_event = 'PgSleep'`;
}

/** Whether a session that this URL opens is encrypted. */
async function isEncrypted(url: string): Promise<boolean> {
  const sql = connect({ url });
  await using _closed = closing(sql);
  const [session] = await sql<{ ssl: boolean }[]>`
    select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
  return session?.ssl ?? assert.fail("no session");
}

Deno.test("postgres: sslmode of DATABASE_URL says whether what is said is encrypted, and with whom", async () => {
  await using server = await startEncrypted();
  for (const mode of ["require", "prefer"]) {
    assert.equal(await isEncrypted(`${server.url}?sslmode=${mode}`), true, mode);
  }
  assert.equal(await isEncrypted(`${server.url}?sslmode=require&channel_binding=require`), true);
  assert.equal(await isEncrypted(`${server.url}?sslmode=disable`), false);
  assert.equal(await isEncrypted(server.url), false);
  await using database = await testDatabase({ template: EMPTY });
  assert.equal(await isEncrypted(`${database.url}?sslmode=prefer`), false);

  const refused = async (url: string) => {
    const report = (_level: string, sentence: string) => assert.fail(sentence);
    const error = await openPostgres({ url }, report).catch((error: unknown) => error);
    return error instanceof ConfigError ? error.problems.join() : assert.fail(String(error));
  };
  assert.match(await refused(`${database.url}?sslmode=require`), /does not speak TLS/);
  assert.match(await refused(`${server.url}?sslmode=verify-full`), /certificate .*is not trusted/);
});

Deno.test("postgres: what DATABASE_URL says besides encryption stays in it", () => {
  const hosts = "postgres://u:p%3F@a:5432,b:5433/shop";
  assert.deepEqual(readEncryption(`${hosts}?sslmode=verify-full&application_name=x&ssl=true`), {
    url: `${hosts}?application_name=x`,
    encryption: { verified: true, optional: false, direct: false },
  });
  assert.deepEqual(readEncryption(`${hosts}?sslrootcert=system&sslnegotiation=direct`), {
    url: hosts,
    encryption: { verified: true, optional: false, direct: true },
  });
  assert.deepEqual(readEncryption(hosts), { url: hosts, encryption: null });
});

Deno.test("postgres: sslnegotiation=direct speaks TLS from the first byte", async () => {
  const read = (name: string) =>
    Deno.readTextFile(new URL(`fixtures/tls/${name}`, import.meta.url));
  const server = Deno.listenTls({
    hostname: "127.0.0.1",
    port: freePort(),
    cert: await read("server.pem"),
    key: await read("server.key"),
    alpnProtocols: ["postgresql"],
  });
  const { port } = server.addr as Deno.NetAddr;
  const url = `postgres://user@127.0.0.1:${port}/shop?sslmode=require&sslnegotiation=direct`;
  const sql = connect({ url });
  await using _closed = closing(sql);
  const asked = sql`select 1`.catch(codeOf);
  const connection = await server.accept();
  const { alpnProtocol } = await connection.handshake();
  const startup = new Uint8Array(8);
  await connection.read(startup);
  connection.close();
  server.close();

  assert.equal(alpnProtocol, "postgresql");
  assert.deepEqual([...startup.subarray(4)], [0, 3, 0, 0], "the protocol's version 3.0");
  assert.equal(await asked, "CONNECTION_CLOSED");
});
