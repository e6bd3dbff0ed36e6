const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type Name = keyof typeof SIGNALS;

/** Turns Ctrl-C and its like into an abort, so that everything started is still put away. */
export class Interruption implements Disposable {
  /** The exit code that says which signal came; undefined while none has. */
  code: number | undefined;
  readonly #abort = new AbortController();
  readonly #listeners: [Name, () => void][] = [];

  constructor() {
    for (const name of Object.keys(SIGNALS) as Name[]) {
      const listener = () => this.#interrupt(SIGNALS[name]);
      Deno.addSignalListener(name, listener);
      this.#listeners.push([name, listener]);
    }
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Throws when a signal has come. */
  check(): void {
    this.signal.throwIfAborted();
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) Deno.removeSignalListener(name, listener);
  }

  #interrupt(code: number): void {
    this.code ??= code;
    this.#abort.abort(new Error("The tests were interrupted"));
  }
}
