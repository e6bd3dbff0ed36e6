import type { Clock } from "../lib/clock.ts";

interface Task {
  at: number;
  run: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number;
  readonly #tasks = new Set<Task>();

  constructor(start = Date.parse("2026-11-24T09:00:00Z")) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const task = { at: this.#now + ms, run };
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  }

  /** Moves on by `ms`, and runs what falls due on the way at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let task = this.#next(end); task; task = this.#next(end)) {
      this.#tasks.delete(task);
      this.#now = task.at;
      task.run();
    }
    this.#now = end;
  }

  /** Steps the time without running anything, as a clock that is set does. */
  step(ms: number): void {
    this.#now += ms;
    for (const task of this.#tasks) task.at += ms;
  }

  #next(end: number): Task | undefined {
    const due = [...this.#tasks].filter(({ at }) => at <= end);
    return due.sort((a, b) => a.at - b.at)[0];
  }
}
