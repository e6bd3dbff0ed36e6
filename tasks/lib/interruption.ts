/** Aborted by Ctrl-C and by being told to end; disposing of it stops listening. */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #listener = () => this.#interrupt();
  readonly #signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];

  constructor() {
    for (const name of this.#signals) Deno.addSignalListener(name, this.#listener);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const name of this.#signals) Deno.removeSignalListener(name, this.#listener);
  }

  /** Once is asking; whoever presses Ctrl-C again means it, and gets the system's own way. */
  #interrupt(): void {
    this.#controller.abort();
    this[Symbol.dispose]();
  }
}
