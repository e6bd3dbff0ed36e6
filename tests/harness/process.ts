import { Child } from "./child.ts";
import { freePort } from "./ports.ts";
import { GUARD_MS, poll } from "./wait.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
// What Deno needs to find its cache. Nothing else is inherited, so that no variable of the
// developer's shell (DATABASE_URL, say) changes what is tested.
const INHERITED = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR"];

export interface ServerOptions {
  /** Settings of the server; PORT (a free one), HOST and DATA_DIR (an empty one) have defaults. */
  env?: Record<string, string>;
  /** Permission flags of `deno run`. */
  flags?: string[];
  args?: string[];
  cwd?: string;
  /** What Deno runs; default: main.ts. */
  entry?: string;
  /** A program that needs no Deno, in the place of `entry`. */
  program?: string;
}

/** The real program in a process of its own; disposing it stops it. */
export interface ServerProcess extends AsyncDisposable {
  url: string;
  port: number;
  dataDir: string;
  pid: number;
  /** Everything it has written so far, both streams together. */
  output(): string;
  /** Sends SIGTERM and returns the exit code (SIGKILL follows after 30 s, lest the test hang). */
  stop(): Promise<number>;
  /** Sends SIGKILL. */
  kill(): Promise<number>;
  /** Resolves with the exit code when it has ended for whatever reason. */
  exited: Promise<number>;
}

/**
 * Starts main.ts and waits until `/livez` answers 200.
 *
 * @throws Error with what it wrote when it exits first.
 */
export async function spawnServer(options: ServerOptions): Promise<ServerProcess> {
  const scratch = await Deno.makeTempDir({ prefix: "server-" });
  const env = environment(options.env ?? {}, scratch);
  const url = `http://${env.HOST}:${env.PORT}`;
  const child = launch(options, env);
  const end = async () => {
    await child.stop("SIGTERM", GUARD_MS);
    await Deno.remove(scratch, { recursive: true });
  };
  await untilLive(child, `${url}/livez`, end);
  return {
    url,
    port: Number(env.PORT),
    dataDir: env.DATA_DIR,
    pid: child.pid,
    output: () => child.output(),
    stop: () => child.stop("SIGTERM", GUARD_MS),
    kill: () => child.kill(),
    exited: child.exited,
    [Symbol.asyncDispose]: end,
  };
}

function environment(own: Record<string, string>, scratch: string) {
  const shell = Object.entries(Deno.env.toObject()).filter(([name]) => INHERITED.includes(name));
  const defaults = { HOST: "127.0.0.1", PORT: String(freePort()), DATA_DIR: `${scratch}/data` };
  return { ...Object.fromEntries(shell), NO_COLOR: "1", ...defaults, ...own };
}

function launch(options: ServerOptions, env: Record<string, string>): Child {
  const { flags = ["-A"], args = [], cwd = ROOT, entry = `${ROOT}main.ts` } = options;
  if (options.program !== undefined) return new Child({ program: options.program, args, cwd, env });
  return new Child({
    program: Deno.execPath(),
    args: ["run", ...flags, entry, ...args],
    cwd,
    env,
  });
}

async function untilLive(child: Child, url: string, end: () => Promise<void>): Promise<void> {
  const live = await poll(async () => child.ended || await answers(url));
  if (live && !child.ended) return;
  const code = await child.kill();
  await end();
  const why = live ? `ended with exit code ${code}` : `was not live after ${GUARD_MS} ms`;
  throw new Error(`The server ${why} and wrote:\n${child.output()}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false; // not listening yet
  }
}
