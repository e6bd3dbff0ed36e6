/** Seconds of processor time of a process and those that it started, ended ones included (proc(5)). */
export function cpuSeconds(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  // From the third field on: utime, stime, cutime and cstime, in ticks of 10 ms.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  return childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), own);
}

/** Seconds of processor time of the whole machine so far (proc(5)): all but idle and waiting for disks. */
export function machineSeconds(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] =
    read("/proc/stat").split("\n")[0]?.split(/ +/).slice(1).map(Number) ?? [];
  return (user + nice + system + irq + softirq) / 100;
}

/** Bytes of memory of a process and those that it started; what several share is split among them. */
export function memoryBytes(pid: number): number {
  const kib = /^Pss: +(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return childrenOf(pid).reduce((sum, child) => sum + memoryBytes(child), Number(kib ?? 0) * 1_024);
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
}

/** A process that has ended has nothing any more. */
function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
