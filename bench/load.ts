const FOLDER = new URL("./load/", import.meta.url).pathname;

/** Runs a load program to its end; resolves to what its last line says. */
export async function runLoad<T>(program: string, args: (string | number)[]): Promise<T> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net", "--allow-read", `${FOLDER}${program}.ts`, ...args.map(String)],
  }).output();
  const text = new TextDecoder();
  if (code !== 0) throw new Error(`The load ${program} failed:\n${text.decode(stderr)}`);
  return JSON.parse(text.decode(stdout).trim().split("\n").at(-1) ?? "");
}
