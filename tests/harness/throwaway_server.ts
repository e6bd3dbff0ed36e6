import type { Child } from "./child.ts";
import { freePort } from "./ports.ts";
import { GUARD_MS, poll } from "./wait.ts";

/** What one kind of server needs in order to be started again and again. */
export interface ServerKind {
  name: string;
  /** The folder that holds its data; removed with the server. */
  folder: string;
  /** The signal on which it ends without waiting for its clients. */
  stopSignal: Deno.Signal;
  urlOf(port: number): string;
  launch(port: number): Child;
  /** Whether the server at this URL answers, and is the one that was launched. */
  answers(url: string): Promise<boolean>;
  /** Removes what a killed server leaves behind outside its folder. */
  tidy?(): Promise<void>;
}

/** A private server of a test: stopped, killed, paused and restarted at will, on one port. */
export class ThrowawayServer implements AsyncDisposable {
  readonly #kind: ServerKind;
  #port: number | undefined;
  #child: Child | undefined;

  private constructor(kind: ServerKind, port?: number) {
    this.#kind = kind;
    this.#port = port;
  }

  /** Starts a server and waits until it answers; its folder is removed when that fails. */
  static async start(kind: ServerKind, port?: number): Promise<ThrowawayServer> {
    const server = new ThrowawayServer(kind, port);
    try {
      await server.#start();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  get url(): string {
    return this.#kind.urlOf(this.port);
  }

  get port(): number {
    if (this.#port === undefined) throw new Error(`${this.#kind.name} has not been started`);
    return this.#port;
  }

  /** The process that runs now. */
  get pid(): number {
    if (this.#child === undefined) throw new Error(`${this.#kind.name} has not been started`);
    return this.#child.pid;
  }

  /** What it has written to its log since it was last started. */
  output(): string {
    return this.#child?.output() ?? "";
  }

  /** Ends it in an orderly way, without waiting for its clients. */
  async stop(): Promise<void> {
    await this.#child?.stop(this.#kind.stopSignal);
  }

  /** Ends it at once with SIGKILL, as a power cut would. */
  async kill(): Promise<void> {
    await this.#child?.kill();
  }

  /** Makes it hang: connections stay open and nothing answers. */
  pause(): void {
    this.#child?.signal("SIGSTOP");
  }

  /** Ends a pause. */
  resume(): void {
    this.#child?.signal("SIGCONT");
  }

  /** Starts it again on the same port and data; stops it first where it still runs. */
  async restart(): Promise<void> {
    await this.stop();
    await this.#start();
  }

  /** Stops it and removes its folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#kind.tidy?.();
    await Deno.remove(this.#kind.folder, { recursive: true });
  }

  // Several tries: another process may take the free port first, and what is left of a killed
  // Postgres may hold its shared memory for some milliseconds.
  async #start(): Promise<void> {
    const pinned = this.#port;
    for (let attempt = 1;; attempt++) {
      const port = pinned ?? freePort();
      this.#port = port;
      this.#child = this.#kind.launch(port);
      if (await this.#isUp(this.#child)) return;
      await this.kill();
      if (attempt === 3) throw new Error(`${this.#kind.name} did not start:\n${this.output()}`);
    }
  }

  async #isUp(child: Child): Promise<boolean> {
    const guardEnd = performance.now() + GUARD_MS;
    let up = false;
    await poll(async () => {
      if (child.ended || performance.now() > guardEnd) return true;
      up = await this.#kind.answers(this.url);
      return up;
    });
    return up;
  }
}
