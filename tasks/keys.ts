import { parseArgs } from "node:util";
import { ConfigError, readConfig, VARIABLES } from "../lib/config.ts";
import { hashKey, type KeyStore, makeKey, readScopes } from "../lib/keys.ts";
import { startEmbedded } from "../lib/postgres/embedded.ts";
import { PostgresKeys } from "../lib/postgres/keys.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { reportAsJson } from "../lib/report.ts";

const HELP = `Makes, lists and revokes publish keys, kept as hashes in the database.

  deno task keys create --name NAME --scope SCOPES   prints the new key, once
  deno task keys list
  deno task keys revoke --name NAME                  stops every key of that name

SCOPES are "publish" (all channels) or a list such as "publish:orders,publish:inventory".
The database is the server's: DATABASE_URL, or DATA_DIR (embedded: stop the server first).`;

/** Bad words on the command line: told with the help, exit code 2. */
class UsageError extends Error {}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { name: { type: "string" }, scope: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help) return console.log(HELP);
  const [verb] = positionals;
  if (verb === "create") return await withStore((store) => create(store, values));
  if (verb === "list") return await withStore(list);
  if (verb === "revoke") return await withStore((store) => revoke(store, required(values, "name")));
  throw new UsageError(
    `Say create, list or revoke: current value is ${JSON.stringify(verb ?? "")}`,
  );
}

type Values = { name?: string | undefined; scope?: string | undefined };

async function create(store: KeyStore, values: Values): Promise<void> {
  const name = required(values, "name");
  const scopes = readScopes(required(values, "scope"));
  const key = makeKey();
  const createdAt = new Date().toISOString();
  await store.add(hashKey(key), { name, prefix: key.slice(0, 9), scopes, createdAt });
  console.log(`${key}\n\nThis is shown once. "${name}" may: ${scopes.join(", ")}`);
}

async function list(store: KeyStore): Promise<void> {
  const keys = await store.list();
  if (keys.length === 0) console.log("No keys but PUBLISH_KEY.");
  for (const { prefix, name, scopes, createdAt } of keys) {
    console.log(`${prefix}…  ${name}  ${scopes.join(",")}  since ${createdAt}`);
  }
}

async function revoke(store: KeyStore, name: string): Promise<void> {
  const count = await store.remove(name);
  if (count === 0) throw new UsageError(`No key is named ${JSON.stringify(name)}`);
  console.log(`${count} revoked: within a second no server takes it any more`);
}

function required(values: Values, option: "name" | "scope"): string {
  const value = values[option];
  if (!value) throw new UsageError(`--${option} is missing`);
  return value;
}

async function withStore(task: (store: KeyStore) => Promise<void>): Promise<void> {
  const env = Object.fromEntries(VARIABLES.map((name) => [name, Deno.env.get(name)]));
  const { databaseUrl, dataDir } = readConfig(env);
  await using opened = new AsyncDisposableStack();
  const address = databaseUrl ? { url: databaseUrl } : opened.use(await startEmbedded(dataDir));
  const sql = await openPostgres(address, reportAsJson);
  opened.defer(() => sql.end({ timeout: 5 }));
  await task(new PostgresKeys(sql));
}

try {
  await main(Deno.args);
} catch (error) {
  const known = error instanceof ConfigError || error instanceof UsageError ||
    error instanceof RangeError || error instanceof TypeError;
  if (!known) throw error;
  console.error(`${error.message}\n\n${HELP}`);
  Deno.exit(2);
}
