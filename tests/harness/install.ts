import { exists } from "./files.ts";
import { findPrograms, type FoundPrograms, type Programs } from "./programs.ts";

const PACKAGES: Record<keyof Programs, string> = {
  TEST_PG_BIN: "postgresql",
  TEST_REDIS_SERVER: "redis-server",
  TEST_CHROMIUM: "chromium",
  TEST_HEADLESS_SHELL: "chromium-headless-shell",
  TEST_NGINX: "nginx",
  TEST_HAPROXY: "haproxy",
  TEST_APACHE: "apache2",
  TEST_SQUID: "squid",
  TEST_VARNISH: "varnish",
  TEST_CURL: "curl",
  TEST_NODE: "nodejs",
  TEST_PYTHON: "python3",
  TEST_PHP: "php-cli",
  TEST_PROMTOOL: "prometheus",
};

/** The variables that say where a program stands. */
export const PROGRAM_NAMES = Object.keys(PACKAGES) as (keyof Programs)[];

const WANTED: Record<keyof Programs, string> = {
  TEST_PG_BIN: "Postgres 15 or newer (the server programs initdb and postgres)",
  TEST_REDIS_SERVER: "Redis (redis-server)",
  TEST_CHROMIUM: "Chromium (chromium, chromium-browser or google-chrome)",
  TEST_HEADLESS_SHELL:
    "Chromium's headless shell (chromium-headless-shell; or TEST_WHOLE_CHROMIUM=1 to do without)",
  TEST_NGINX: "nginx",
  TEST_HAPROXY: "HAProxy (haproxy)",
  TEST_APACHE: "Apache (apache2)",
  TEST_SQUID: "Squid (squid)",
  TEST_VARNISH: "Varnish (varnishd)",
  TEST_CURL: "curl",
  TEST_NODE: "Node 18 or newer (node)",
  TEST_PYTHON: "Python 3 (python3)",
  TEST_PHP: "PHP 8 (php)",
  TEST_PROMTOOL: "Prometheus' checker (promtool)",
};

const POLICY = "/usr/sbin/policy-rc.d";

/** Finds the programs, installs what is missing and exports where they are; false when it cannot. */
export async function preparePrograms(): Promise<boolean> {
  let found = await findPrograms();
  if (missingPrograms(found).length > 0 && canInstall()) {
    await install(missingPrograms(found));
    found = await findPrograms();
  }
  const missing = missingPrograms(found);
  if (missing.length > 0) console.error(installByHand(missing));
  for (const [name, path] of Object.entries(found)) {
    if (path !== undefined) Deno.env.set(name, path);
  }
  return missing.length === 0;
}

/** The programs that are still to be installed. */
function missingPrograms(found: FoundPrograms): (keyof Programs)[] {
  return PROGRAM_NAMES.filter((name) => found[name] === undefined);
}

/** Whether this process may install Debian packages. */
function canInstall(): boolean {
  return Deno.uid() === 0 && exists("/usr/bin/apt-get");
}

/** Installs the Debian packages of these programs; a second try follows when the first one fails. */
async function install(names: (keyof Programs)[]): Promise<void> {
  const packages = names.map((name) => PACKAGES[name]);
  console.log(`Installing ${packages.join(", ")} with apt-get; this takes a minute or two.`);
  await using _quiet = await withoutServices();
  const error = await tryInstall(packages);
  if (error === undefined) return;
  console.log("apt-get failed; trying once more.");
  const again = await tryInstall(packages);
  if (again !== undefined) console.error(again);
}

/** The sentence that says what to install by hand. */
function installByHand(names: (keyof Programs)[]): string {
  const wanted = names.map((name) => WANTED[name]).join(", ");
  const packages = names.map((name) => PACKAGES[name]).join(" ");
  const where = names.map((name) => `${name}=…`).join(" ");
  return `Cannot go on without ${wanted}. On Debian: apt-get install ${packages}. ` +
    `If they stand in an unusual place, say where: ${where}`;
}

async function tryInstall(packages: string[]): Promise<string | undefined> {
  const options = ["-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"];
  return await aptGet(["update"]) ?? await aptGet(["install", ...options, ...packages]);
}

/** Runs apt-get and returns what it wrote when it failed. */
async function aptGet(args: string[]): Promise<string | undefined> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const command = new Deno.Command("apt-get", { args, env, stdin: "null" });
  const { success, stdout, stderr } = await command.output();
  if (success) return undefined;
  return [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
}

/** Keeps the packages from starting services, which the tests never use, until it is disposed. */
async function withoutServices(): Promise<AsyncDisposable> {
  if (exists(POLICY)) return { async [Symbol.asyncDispose]() {} };
  await Deno.writeTextFile(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  return { [Symbol.asyncDispose]: () => Deno.remove(POLICY) };
}
