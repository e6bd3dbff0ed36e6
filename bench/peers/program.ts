import { Child } from "../../tests/harness/child.ts";
import { poll } from "../../tests/harness/wait.ts";

/**
 * Starts a server of this folder and waits until it says `open`.
 *
 * @throws Error with what it wrote when it does not.
 */
export async function startProgram(file: string, args: (string | number)[]): Promise<Child> {
  const path = new URL(file, import.meta.url).pathname;
  const child = new Child({
    program: Deno.execPath(),
    args: ["run", "-A", path, ...args.map(String)],
    cwd: new URL("../..", import.meta.url).pathname,
    env: { ...Deno.env.toObject(), NO_COLOR: "1" },
  });
  if (await poll(() => child.ended || child.output().includes("open")) && !child.ended) {
    return child;
  }
  await child.kill();
  throw new Error(`${file} did not start:\n${child.output()}`);
}
