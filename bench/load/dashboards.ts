/**
 * The load of most benches: dashboards that stay open, and requests at a steady rate, in one process
 * and one thread, so that both ends of a latency are read off one clock. Its argument is a `Job` as
 * JSON. It prints `open` once all streams are, then a `Measured` for each `Turn` on its input.
 */
import { cpuSeconds, machineSeconds } from "./processes.ts";
import { PublisherPool } from "./publisher_pool.ts";
import { type Report, report } from "./report.ts";
import { SampledStream } from "./sample.ts";
import { Sockets } from "./sockets.ts";

export interface Job {
  port: number;
  /** Processes whose processor time counts, each with those that it started. */
  pids: number[];
  streams: number;
  /** The request that opens a stream. */
  subscribe: string;
  /** Finds in a frame, once, the number that it shows. */
  mark: string;
  connections: number;
  /** The request that is repeated, see `PoolOptions`. */
  request: string;
  position: string | null;
}

export interface Turn {
  requestsASecond: number;
  seconds: number;
}

export interface Measured extends Report {
  /** From the first request to the last frame. */
  wallSeconds: number;
  /** Of each of the job's processes. */
  cpuSeconds: number[];
  /** Shares of a core that this load took, and that programs took which have no part in it. */
  loadShare: number;
  othersShare: number;
}

/** Streams that are read with care; of the others only the bytes are counted. */
const SAMPLED = 100;

/** Streams count as having all when nothing comes for this many ms, and as open, for this many. */
const QUIET_MS = 60;
const OPEN_MS = 400;

/** After this many ms what has not come counts as missing. */
const PATIENCE_MS = 5_000;

class Load {
  readonly #job: Job;
  readonly #sockets: Sockets;
  readonly #pool: PublisherPool;
  readonly #sampled = new Map<number, SampledStream>();
  /** Bytes that came, by descriptor. */
  readonly #bytes: number[] = [];
  readonly #streams: number[] = [];
  readonly #buffer = new Uint8Array(256 * 1024);

  constructor(job: Job) {
    this.#job = job;
    const sockets = new Sockets(job.port);
    this.#sockets = sockets;
    this.#pool = new PublisherPool({ ...job, sockets });
    const every = Math.max(1, Math.floor(job.streams / SAMPLED));
    for (let n = 0; n < job.streams; n++) this.#open(n % every === 0);
    this.#settle(OPEN_MS);
  }

  run({ requestsASecond, seconds }: Turn): Measured {
    this.#settle();
    this.#forget();
    const before = this.#usage();
    const start = performance.now();
    this.#publish(requestsASecond, seconds);
    this.#until(() => this.#allShown(), PATIENCE_MS);
    const wall = performance.now() - start;
    this.#settle();
    const [machine = 0, load = 0, ...cpu] = this.#usage().map((used, n) => used - (before[n] ?? 0));
    return {
      ...this.#report(),
      wallSeconds: wall / 1_000,
      cpuSeconds: cpu,
      loadShare: load / wall * 1_000,
      othersShare: (machine - load - cpu.reduce((sum, one) => sum + one, 0)) / wall * 1_000,
    };
  }

  /** Seconds of processor time so far: of the machine, of this load, of each of the job's processes. */
  #usage(): number[] {
    return [machineSeconds(), cpuSeconds(Deno.pid), ...this.#job.pids.map(cpuSeconds)];
  }

  #open(sampled: boolean): void {
    const fd = this.#sockets.open();
    this.#sockets.send(fd, new TextEncoder().encode(this.#job.subscribe));
    this.#streams.push(fd);
    this.#bytes[fd] = 0;
    if (sampled) this.#sampled.set(fd, new SampledStream(this.#job.mark));
    this.#sockets.wait(0, (ready) => this.#take(ready));
  }

  #publish(requestsASecond: number, seconds: number): void {
    const start = performance.now();
    const end = start + seconds * 1_000;
    let due = start;
    for (let now = start; now < end || due < end || this.#pool.inFlight > 0;) {
      while (due < end && due <= now && this.#pool.send(due)) due += 1_000 / requestsASecond;
      const next = Math.min(due, end);
      this.#sockets.wait(next > now ? next - now : 10, (fd) => this.#take(fd));
      now = performance.now();
      if (now > end + PATIENCE_MS) return;
    }
  }

  #take(fd: number): void {
    const bytes = this.#bytes[fd];
    if (bytes === undefined) return this.#pool.take(fd, performance.now());
    const sampled = this.#sampled.get(fd);
    const count = sampled ? this.#sockets.read(fd, this.#buffer) : this.#sockets.discard(fd);
    if (count <= 0) throw new Error("The server closed a stream");
    this.#bytes[fd] = bytes + count;
    sampled?.take(this.#buffer.subarray(0, count), performance.now());
  }

  /** Reads on until nothing more comes. */
  #settle(quietMs = QUIET_MS): void {
    const end = performance.now() + PATIENCE_MS;
    while (this.#sockets.wait(quietMs, (fd) => this.#take(fd)) > 0) {
      if (performance.now() > end) return;
    }
  }

  #until(done: () => boolean, ms: number): void {
    const end = performance.now() + ms;
    while (!done() && performance.now() < end) this.#sockets.wait(10, (fd) => this.#take(fd));
  }

  #forget(): void {
    this.#pool.clear();
    for (const stream of this.#sampled.values()) stream.clear();
    for (const fd of this.#streams) this.#bytes[fd] = 0;
  }

  #report() {
    const streams = this.#streams.map((fd) => {
      return { bytes: this.#bytes[fd] ?? 0, frames: this.#sampled.get(fd)?.frames ?? null };
    });
    return report(streams, this.#pool.published);
  }

  #allShown(): boolean {
    const last = Math.max(...this.#pool.published.map(({ shows }) => shows));
    const streams = this.#sampled.values();
    return streams.every(({ frames }) => (frames.at(-1)?.shows ?? 0) >= last);
  }
}

const load = new Load(JSON.parse(Deno.args[0] ?? ""));
console.log("open");
// Each turn comes alone: the next is sent when this one has been answered.
for await (const turn of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  console.log(JSON.stringify(load.run(JSON.parse(turn))));
}
Deno.exit(0);
