import { Child } from "./child.ts";
import { programPath } from "./programs.ts";
import { ThrowawayServer } from "./throwaway_server.ts";

export interface RedisOptions {
  /** Port; default: any free one. */
  port?: number;
  /** Default: one of its own. */
  password?: string;
  /** More arguments of `redis-server`, such as `["--maxclients", "20"]`. */
  args?: string[];
}

/** A private Redis that keeps nothing on disk. */
export type RunningRedis = ThrowawayServer;

/** Starts a private Redis on 127.0.0.1, with a password. */
export async function startRedis(options: RedisOptions = {}): Promise<RunningRedis> {
  const folder = await Deno.makeTempDir({ prefix: "redis-" });
  const { password = crypto.randomUUID() } = options;
  const fixed = ["--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
  const args = [...fixed, "--requirepass", password, ...options.args ?? []];
  const kind = {
    name: "Redis",
    folder,
    stopSignal: "SIGTERM" as const,
    urlOf: (port: number) => `redis://:${password}@127.0.0.1:${port}`,
    launch: (port: number) =>
      new Child({
        program: programPath("TEST_REDIS_SERVER"),
        args: ["--port", String(port), ...args],
        cwd: folder,
        env: {},
      }),
    answers: (url: string) => answers(Number(new URL(url).port), password),
  };
  return ThrowawayServer.start(kind, options.port);
}

/** Says AUTH, so that another Redis that took the port first does not pass for this one. */
async function answers(port: number, password: string): Promise<boolean> {
  try {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode(`AUTH ${password}\r\n`));
    const answer = new Uint8Array(3);
    await connection.read(answer);
    return new TextDecoder().decode(answer) === "+OK";
  } catch {
    return false; // not listening yet
  }
}
