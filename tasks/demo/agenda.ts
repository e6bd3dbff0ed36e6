interface Entry<T> {
  at: number;
  run: (at: number) => T;
}

/** What is to happen at which time; what is planned first for a time happens first. */
export class Agenda<T> {
  #entries: Entry<T>[] = [];

  add(at: number, run: (at: number) => T): void {
    this.#entries.push({ at, run });
  }

  /** Lets the next thing happen. */
  next(): T {
    const next = this.#entries.reduce((a, b) => b.at < a.at ? b : a);
    this.#entries = this.#entries.filter((entry) => entry !== next);
    return next.run(next.at);
  }
}
