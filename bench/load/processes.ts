const LIBC = { clock_gettime: { parameters: ["i32", "buffer"], result: "i32" } } as const;

let libc: Deno.DynamicLibrary<typeof LIBC> | null = null;

/**
 * Seconds of processor time of a process, with all its threads, and of those that it started and that
 * still run. To the nanosecond: `/proc/PID/stat` counts in ticks of 10 ms, more than a short turn takes.
 */
export function cpuSeconds(pid: number): number {
  libc ??= Deno.dlopen("libc.so.6", LIBC);
  const time = new BigInt64Array(2);
  // What clock_getcpuclockid(3) makes of a process id. A process that has ended has no clock.
  libc.symbols.clock_gettime((~pid << 3) | 2, time);
  const own = Number(time[0]) + Number(time[1]) / 1e9;
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
