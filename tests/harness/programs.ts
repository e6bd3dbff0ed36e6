import { isFile, namesIn } from "./files.ts";

/** Where the programs stand that the tests need; the names are the environment variables. */
export interface Programs {
  /** The folder that holds `initdb` and `postgres`. */
  TEST_PG_BIN: string;
  TEST_REDIS_SERVER: string;
  TEST_CHROMIUM: string;
  /** The Chromium that most tests drive: one without windows, at a third of the processor time. */
  TEST_HEADLESS_SHELL: string;
  TEST_NGINX: string;
  TEST_HAPROXY: string;
  TEST_APACHE: string;
  TEST_SQUID: string;
  TEST_VARNISH: string;
  TEST_CURL: string;
  TEST_NODE: string;
  TEST_PYTHON: string;
  TEST_PHP: string;
  TEST_PROMTOOL: string;
}

/** Where the servers and the browser are reached that all tests share, and the folder of their files. */
type Shared = "TEST_DATABASE_URL" | "TEST_REDIS_URL" | "TEST_BROWSER" | "TEST_FOLDER";

/** The programs that were found; undefined for each that is missing. */
export type FoundPrograms = { [Name in keyof Programs]: Programs[Name] | undefined };

const OLDEST_POSTGRES = 15;

/**
 * The path of a program, as tests/run.ts found it.
 *
 * @throws Error when the variable is not set.
 */
export function programPath(name: keyof Programs | Shared): string {
  const path = Deno.env.get(name);
  if (path === undefined) throw new Error(`${name} is not set: start tests with "deno task test"`);
  return path;
}

/** Looks for each program: where its variable says, else in the usual places. */
export async function findPrograms(): Promise<FoundPrograms> {
  const env = Deno.env.toObject();
  const chromium = env.TEST_CHROMIUM ?? onPath("chromium", "chromium-browser", "google-chrome");
  const shell = onPath("chromium-headless-shell", "chrome-headless-shell");
  return {
    TEST_PG_BIN: env.TEST_PG_BIN ?? await findPostgres(),
    TEST_REDIS_SERVER: env.TEST_REDIS_SERVER ?? onPath("redis-server"),
    TEST_CHROMIUM: chromium,
    TEST_HEADLESS_SHELL: env.TEST_HEADLESS_SHELL ?? (env.TEST_WHOLE_CHROMIUM ? chromium : shell),
    TEST_NGINX: env.TEST_NGINX ?? onPath("nginx"),
    TEST_HAPROXY: env.TEST_HAPROXY ?? onPath("haproxy"),
    TEST_APACHE: env.TEST_APACHE ?? onPath("apache2"),
    TEST_SQUID: env.TEST_SQUID ?? onPath("squid"),
    TEST_VARNISH: env.TEST_VARNISH ?? onPath("varnishd"),
    TEST_CURL: env.TEST_CURL ?? onPath("curl"),
    TEST_NODE: env.TEST_NODE ?? onPath("node"),
    TEST_PYTHON: env.TEST_PYTHON ?? onPath("python3"),
    TEST_PHP: env.TEST_PHP ?? onPath("php"),
    TEST_PROMTOOL: env.TEST_PROMTOOL ?? onPath("promtool"),
  };
}

/** The newest Postgres that is not too old. Debian keeps its server programs off the PATH. */
async function findPostgres(): Promise<string | undefined> {
  const folders = namesIn("/usr/lib/postgresql").map((name) => `/usr/lib/postgresql/${name}/bin`);
  const pgConfig = onPath("pg_config");
  const named = pgConfig === undefined ? undefined : await firstLine(pgConfig, "--bindir");
  let best: { folder: string; version: number } | undefined;
  for (const folder of named === undefined ? folders : [...folders, named]) {
    const version = await postgresVersion(folder);
    if (version >= OLDEST_POSTGRES && version > (best?.version ?? 0)) best = { folder, version };
  }
  return best?.folder;
}

/** The major version of the server programs in a folder; 0 when it does not hold them all. */
async function postgresVersion(folder: string): Promise<number> {
  if (!isFile(`${folder}/initdb`) || !isFile(`${folder}/postgres`)) return 0;
  const line = await firstLine(`${folder}/postgres`, "--version");
  return Number(/ (\d+)/.exec(line ?? "")?.[1] ?? 0);
}

function onPath(...names: string[]): string | undefined {
  // Debian keeps servers in /usr/sbin, which is on the PATH of root alone.
  const usual = ["/usr/bin", "/usr/sbin", "/usr/local/bin"];
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), ...usual];
  return names.flatMap((name) => folders.map((folder) => `${folder}/${name}`)).find(isFile);
}

async function firstLine(program: string, arg: string): Promise<string | undefined> {
  const command = new Deno.Command(program, { args: [arg], stderr: "null" });
  const { success, stdout } = await command.output();
  return success ? new TextDecoder().decode(stdout).split("\n")[0] : undefined;
}
