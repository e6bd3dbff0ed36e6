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

/** Seconds of processor time that a process has used so far (Linux, `/proc/PID/stat`, ticks of 10 ms). */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
