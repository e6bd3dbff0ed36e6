import { programPath } from "../tests/harness/programs.ts";

/** What was measured on, in one line: figures of another machine are other figures. */
export async function describeMachine(): Promise<string> {
  const model = /model name\s*: (.*)/.exec(await Deno.readTextFile("/proc/cpuinfo"))?.[1];
  const gib = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const postgres = await output(`${programPath("TEST_PG_BIN")}/postgres`, "--version");
  const commit = await output("git", "rev-parse", "--short", "HEAD");
  return `${model ?? "unknown CPU"}, ${navigator.hardwareConcurrency} cores, ${gib} GiB; ` +
    `Deno ${Deno.version.deno}; ${postgres}; commit ${commit}; ${new Date().toISOString()}`;
}

async function output(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args }).output();
  return new TextDecoder().decode(stdout).trim();
}
