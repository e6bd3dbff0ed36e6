import { childrenOf, forgetPid, notePid, sendSignal } from "./pids.ts";
import { within } from "./wait.ts";

/** The account as which a child runs. */
export interface Account {
  uid: number;
  gid: number;
}

export interface ChildOptions {
  program: string;
  args: string[];
  cwd: string;
  /** The whole environment of the child; nothing is inherited. */
  env: Record<string, string>;
  account?: Account | undefined;
}

/** A program that a test started; disposing it ends it. */
export class Child implements AsyncDisposable {
  readonly pid: number;
  /** The exit code, once the program has ended (128 + n when signal n ended it). */
  readonly exited: Promise<number>;
  /** Whether the program has ended. */
  ended = false;
  #output = "";

  constructor({ program, args, cwd, env, account }: ChildOptions) {
    const process = new Deno.Command(program, {
      args,
      cwd,
      env,
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(account ?? {}),
    }).spawn();
    this.pid = process.pid;
    notePid(this.pid);
    this.exited = this.#follow(process);
  }

  /** Everything it has written so far to its standard output and its standard error. */
  output(): string {
    return this.#output;
  }

  /** Asks it to end, insists after `graceMs`, and returns its exit code. */
  async stop(signal: Deno.Signal = "SIGTERM", graceMs = 5_000): Promise<number> {
    if (!this.ended) {
      this.signal("SIGCONT");
      this.signal(signal);
      if (await within(this.exited, graceMs) === undefined) await this.kill();
    }
    return await this.exited;
  }

  /** Ends it and what it started at once with SIGKILL, as a power cut would. */
  async kill(): Promise<number> {
    this.signal("SIGKILL");
    return await this.exited;
  }

  /** Sends a signal to it, and SIGKILL, SIGSTOP and SIGCONT also to what it started. */
  signal(signal: Deno.Signal): void {
    if (this.ended) return;
    const cannotBePassedOn = ["SIGKILL", "SIGSTOP", "SIGCONT"].includes(signal);
    const children = cannotBePassedOn ? childrenOf(this.pid) : [];
    for (const pid of [this.pid, ...children]) sendSignal(pid, signal);
  }

  /** Ends it with SIGTERM. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #follow(process: Deno.ChildProcess): Promise<number> {
    const cut = new AbortController();
    const pipes = [process.stdout, process.stderr].map((pipe) => this.#collect(pipe, cut.signal));
    const status = await process.status;
    this.ended = true;
    forgetPid(this.pid);
    // A grandchild may hold the pipes open for as long as it likes.
    await within(Promise.all(pipes), 1_000);
    cut.abort();
    await Promise.all(pipes);
    return status.code;
  }

  async #collect(
    pipe: ReadableStream<Uint8Array<ArrayBuffer>>,
    signal: AbortSignal,
  ): Promise<void> {
    const keep = new WritableStream<string>({ write: (text) => void (this.#output += text) });
    try {
      await pipe.pipeThrough(new TextDecoderStream()).pipeTo(keep, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
