import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Schedule } from "../../lib/cells.ts";
import { type Clock, every } from "../../lib/clock.ts";

/** How often the page may change, in ms; 0 is at once. */
export const RHYTHMS = { live: 0, "1s": 1_000, "10s": 10_000 } as const;
export type Rhythm = keyof typeof RHYTHMS;

/**
 * Stands between repaints and the page: while it is shut they wait, and when it opens all of them run
 * in one step. It is shut while the reader pauses the page, and between the beats of a slower rhythm.
 */
export class Gate {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  readonly #pausedAt = signal<number | null>(null);
  readonly #rhythm = signal<Rhythm>("live");
  readonly #isOpen = computed(() => this.#pausedAt.value === null && this.#rhythm.value === "live");
  #stopBeat = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Since when the page is paused, in ms by the clock; null when it is not. */
  get pausedAt(): ReadonlySignal<number | null> {
    return this.#pausedAt;
  }

  get rhythm(): ReadonlySignal<Rhythm> {
    return this.#rhythm;
  }

  /** Whether what comes is shown as it comes. */
  get isOpen(): ReadonlySignal<boolean> {
    return this.#isOpen;
  }

  /** The same schedule, held while the gate is shut. */
  through(schedule: Schedule): Schedule {
    return (repaint) => {
      if (this.#isOpen.peek()) schedule(() => this.#pass(repaint));
      else this.#waiting.add(repaint);
    };
  }

  /** What a signal says, held with everything else. */
  hold<T>(source: ReadonlySignal<T>): ReadonlySignal<T> {
    const held = signal(source.peek());
    const show = () => void (held.value = source.peek());
    source.subscribe(() => this.#pass(show));
    return held;
  }

  pause(): void {
    this.#pausedAt.value ??= this.#clock.now();
  }

  resume(): void {
    this.#pausedAt.value = null;
    this.#release();
  }

  /** Changes how often the page changes; a paused one stays paused. */
  choose(rhythm: Rhythm): void {
    this.#rhythm.value = rhythm;
    this.#stopBeat();
    const ms = RHYTHMS[rhythm];
    this.#stopBeat = ms > 0 ? every(this.#clock, ms, () => this.#release()) : () => {};
    this.#release();
  }

  #pass(repaint: () => void): void {
    if (this.#isOpen.peek()) repaint();
    else this.#waiting.add(repaint);
  }

  #release(): void {
    if (this.#pausedAt.peek() !== null) return;
    const due = [...this.#waiting];
    this.#waiting.clear();
    batch(() => due.forEach((repaint) => repaint()));
  }
}
