import { ConfigError, readConfig, VARIABLES } from "../lib/config.ts";
import { systemClock } from "../lib/clock.ts";
import { FlashboardError } from "../lib/error.ts";
import { KeyRing } from "../lib/key_ring.ts";
import { isPublic, isScreen, readScopes } from "../lib/keys.ts";
import { FolderInUse, startEmbedded } from "../lib/postgres/embedded.ts";
import { PostgresKeys } from "../lib/postgres/keys.ts";
import { openPostgres } from "../lib/postgres/open.ts";
import { reportAsJson } from "../lib/report.ts";
import { readArguments, runTask, UsageError } from "./lib/usage.ts";

const HELP = `Makes, lists and revokes keys, kept as hashes in the database.

  deno task keys create --name NAME --scope SCOPES   prints the new key, once
  deno task keys create --name NAME --scope screen --url URL
                                                     prints a link for one screen, once
  deno task keys list
  deno task keys revoke --name NAME                  stops every key of that name, on all servers

SCOPES are "publish" (all channels), "read" (the board and the streams, where a password is set), or
a list such as "publish:orders,publish:inventory,read". "publish:visits" alone makes a public key, for
the shop's pages (docs/visitors.md). "screen" alone makes a link to /tv that needs no password
(docs/tv.md); URL is the board's address as that screen reaches it.
The database is the server's: DATABASE_URL, or DATA_DIR (embedded: stop the server first, or
use its page /settings, which makes keys while it runs).`;

type Option = "name" | "scope" | "url";
type Values = { [O in Option]?: string | undefined };

async function main(): Promise<number> {
  const { values, positionals } = readArguments({
    args: Deno.args,
    allowPositionals: true,
    options: {
      name: { type: "string" },
      scope: { type: "string" },
      url: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) console.log(HELP);
  else await withRing(taskOf(positionals[0], values));
  return 0;
}

type Task = (ring: KeyRing) => Promise<void>;

/** What the words ask for, checked before the database is opened. */
function taskOf(verb: string | undefined, values: Values): Task {
  if (verb === "create") return create(values);
  if (verb === "list") return list;
  if (verb === "revoke") return revoke(required(values, "name"));
  throw new UsageError(
    `Say create, list or revoke: current value is ${JSON.stringify(verb ?? "")}`,
  );
}

function create(values: Values): Task {
  const name = required(values, "name");
  const scopes = readScopes(required(values, "scope"));
  const board = isScreen(scopes) ? readBoard(required(values, "url")) : null;
  return async (ring) => {
    const { key } = await ring.make(name, scopes);
    const shown = board ? new URL(`/tv?screen=${key}`, board).href : key;
    console.log(`${shown}\n\nThis is shown once. "${name}" may: ${scopes.join(", ")}`);
    if (isPublic(scopes)) console.log(`\n${pageTag(key)}`);
  };
}

function readBoard(text: string): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(
    `--url must be the board's address, like https://board.example: current value is ` +
      JSON.stringify(text),
  );
}

function pageTag(key: string): string {
  return `It may be public. With your board's address for board.example, put into the shop's pages:

<script src="https://board.example/beacon.js" data-key="${key}" defer></script>`;
}

async function list(ring: KeyRing): Promise<void> {
  const keys = await ring.list();
  if (keys.length === 0) console.log("No keys but PUBLISH_KEY.");
  for (const { prefix, name, scopes, createdAt } of keys) {
    console.log(`${prefix}…  ${name}  ${scopes.join(",")}  since ${createdAt}`);
  }
}

function revoke(name: string): Task {
  return async (ring) => {
    const count = await ring.revoke(name);
    console.log(`${count} revoked: no server takes it any more`);
  };
}

function required(values: Values, option: Option): string {
  const value = values[option];
  if (!value) throw new UsageError(`--${option} is missing`);
  return value;
}

async function withRing(task: Task): Promise<void> {
  const env = Object.fromEntries(VARIABLES.map((name) => [name, Deno.env.get(name)]));
  const { databaseUrl, dataDir } = readConfig(env);
  await using opened = new AsyncDisposableStack();
  const address = databaseUrl ? { url: databaseUrl } : opened.use(await startEmbedded(dataDir));
  const sql = await openPostgres(address, reportAsJson);
  opened.defer(() => sql.end({ timeout: 5 }));
  await task(new KeyRing({ store: new PostgresKeys(sql), clock: systemClock }));
}

await runTask("keys", async () => {
  try {
    return await main();
  } catch (error) {
    // Another DATA_DIR, as a server is advised, would hold keys that this server never sees.
    if (error instanceof FolderInUse) {
      throw new UsageError(
        "A Flashboard server has the embedded database open: make and revoke keys at its /settings, " +
          "or stop it first",
      );
    }
    const isTheirs = error instanceof ConfigError ||
      (error instanceof FlashboardError && error.code === "not_found");
    if (isTheirs) throw new UsageError(error.message);
    throw error;
  }
});
