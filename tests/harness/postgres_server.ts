import postgres from "postgres";
import { serverAccount } from "./account.ts";
import { type Account, Child } from "./child.ts";
import { exists } from "./files.ts";
import { programPath } from "./programs.ts";
import { databaseFolder } from "./test_folder.ts";
import { ThrowawayServer } from "./throwaway_server.ts";

export interface PostgresOptions {
  /** Port; default: any free one. */
  port?: number;
  /** Settings of postgresql.conf, such as `{ max_connections: 20 }`. */
  settings?: Record<string, string | number>;
  /** How passwords are checked; default: as Postgres does unless told otherwise, SCRAM. */
  auth?: "scram-sha-256" | "md5";
}

/** A private Postgres cluster. */
export type RunningPostgres = ThrowawayServer;

// fsync stays on, as tests kill such a server; the rest only keeps it to itself.
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: 200,
  timezone: "UTC",
};

/**
 * A server that nobody kills, and whose data no run outlives. A test connects to it six times, and
 * SCRAM's thousands of rounds would be a third of the test process' work for that.
 */
export const FORGETFUL: PostgresOptions = {
  settings: { fsync: "off", full_page_writes: "off" },
  auth: "md5",
};

/** Makes a new Postgres cluster in a temporary folder and starts it on 127.0.0.1. */
export async function startPostgres(options: PostgresOptions = {}): Promise<RunningPostgres> {
  const account = await serverAccount();
  const password = crypto.randomUUID();
  const folder = await newCluster(password, account, options.auth);
  const settings = Object.entries({ ...SETTINGS, ...options.settings });
  const args = settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const kind = {
    name: "Postgres",
    folder,
    stopSignal: "SIGINT" as const,
    urlOf: (port: number) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    launch: (port: number) =>
      run("postgres", ["-D", `${folder}/data`, "-p", String(port), ...args], folder, account),
    answers,
    tidy: () => removeSharedMemory(`${folder}/data/postmaster.pid`),
  };
  return ThrowawayServer.start(kind, options.port);
}

async function newCluster(
  password: string,
  account: Account | undefined,
  auth = "scram-sha-256",
): Promise<string> {
  const folder = await databaseFolder("postgres-");
  const passwordFile = `${folder}/password`;
  await Deno.writeTextFile(passwordFile, password);
  if (account !== undefined) {
    for (const path of [folder, passwordFile]) await Deno.chown(path, account.uid, account.gid);
  }
  const identity = ["--username=postgres", `--auth=${auth}`, `--pwfile=${passwordFile}`];
  const kind = ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"];
  const initdb = run("initdb", ["-D", `${folder}/data`, ...identity, ...kind], folder, account);
  if (await initdb.exited === 0) return folder;
  await Deno.remove(folder, { recursive: true });
  throw new Error(`initdb could not make a cluster:\n${initdb.output()}`);
}

/** A killed Postgres leaves its shared memory to its next start; there may be none. */
async function removeSharedMemory(pidFile: string): Promise<void> {
  if (!exists(pidFile)) return;
  const [, id] = (await Deno.readTextFile(pidFile)).split("\n")[6]?.trim().split(/ +/) ?? [];
  if (id !== undefined) await new Deno.Command("ipcrm", { args: ["-m", id] }).output();
}

function run(name: string, args: string[], cwd: string, account: Account | undefined): Child {
  const program = `${programPath("TEST_PG_BIN")}/${name}`;
  return new Child({ program, args, cwd, env: { LC_ALL: "C" }, account });
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false; // not listening, or still starting up
  } finally {
    await sql.end({ timeout: 1 });
  }
}
