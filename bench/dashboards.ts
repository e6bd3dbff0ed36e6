import { sendSignal } from "../tests/harness/pids.ts";
import type { Job, Measured, Turn } from "./load/dashboards.ts";
import type { Peer } from "./peers/peer.ts";
import { QUIET, untilQuiet } from "./quiet.ts";

const PROGRAM = new URL("./load/dashboards.ts", import.meta.url).pathname;

/**
 * Dashboards that hold streams of one peer open, in a process of their own. While they are open the
 * peer's server is stopped but when it is measured: its heartbeats must not disturb the others.
 */
export class Dashboards implements AsyncDisposable {
  readonly #server: number;
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;

  private constructor(server: number, job: Job) {
    this.#server = server;
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", PROGRAM, JSON.stringify(job)],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#lines = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#input = this.#process.stdin.getWriter();
  }

  /**
   * Opens the streams.
   *
   * @param connections How many requests may be under way at once.
   */
  static async open(peer: Peer, streams: number, connections = 16): Promise<Dashboards> {
    const pids = [peer.server, ...peer.stores];
    const dashboards = new Dashboards(peer.server, { ...peer.job, pids, streams, connections });
    await dashboards.#line();
    sendSignal(peer.server, "SIGSTOP");
    return dashboards;
  }

  /**
   * Sends requests at a steady rate for a while, and reads what the streams carry. With
   * `BENCH_PATIENCE` it waits for quiet first, and measures again what other programs disturbed, for
   * as many seconds.
   */
  async measure(turn: Turn): Promise<Measured> {
    const end = performance.now() + Number(Deno.env.get("BENCH_PATIENCE") ?? 0) * 1_000;
    for (;;) {
      await untilQuiet(end);
      const measured = await this.#measure(turn);
      if (measured.othersShare < QUIET || performance.now() >= end) return measured;
    }
  }

  /** Closes the streams; the server goes on. */
  async [Symbol.asyncDispose](): Promise<void> {
    sendSignal(this.#server, "SIGCONT");
    await this.#input.close();
    await this.#process.status;
  }

  async #measure(turn: Turn): Promise<Measured> {
    sendSignal(this.#server, "SIGCONT");
    await this.#input.write(new TextEncoder().encode(JSON.stringify(turn)));
    const line = await this.#line();
    sendSignal(this.#server, "SIGSTOP");
    return JSON.parse(line);
  }

  /** The load says a line at a time, and only when asked. */
  async #line(): Promise<string> {
    let text = "";
    while (!text.endsWith("\n")) {
      const { done, value } = await this.#lines.read();
      if (done) throw new Error(`The load ended: ${JSON.stringify(await this.#process.status)}`);
      text += value;
    }
    return text;
  }
}
