/** Runs the server as `deno task start` does, for calls that end by themselves. */
export async function runToEnd(env: Record<string, string>, args: string[] = []) {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...await granted(env), "main.ts", ...args],
    env: { ...env, NO_COLOR: "1" },
    cwd: new URL("..", import.meta.url).pathname,
    // Only a guard: a server that should have ended would run on.
    signal: AbortSignal.timeout(30_000),
  }).output();
  return { code, errors: new TextDecoder().decode(stderr) };
}

/** The permissions that the task would grant. */
export async function granted(env: Record<string, string>): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-env=DATA_DIR", "tasks/permissions.ts"],
    env,
    cwd: new URL("..", import.meta.url).pathname,
  }).output();
  return new TextDecoder().decode(stdout).trim().split(" ");
}
