import { type Clock, every } from "../../lib/clock.ts";

/** Where progress is shown. */
export interface Screen {
  write(text: string): void;
  isTerminal: boolean;
  /** Characters in a line. */
  columns: number;
  color: boolean;
}

/** How far it is. */
export interface Stand {
  done: number;
  total: number;
  /** What the clock of the file shows. */
  fileTime: number;
  /** Until the last order falls due. */
  leftMs: number;
}

const TERMINAL_MS = 200;
const LOG_MS = 5_000;
const WIDEST_BAR = 30;
const NARROWEST_BAR = 5;

/** Shows how far it is: in a terminal one line that is rewritten, else a line every few seconds. */
export class Progress {
  readonly #screen: Screen;
  readonly #stand: () => Stand;
  readonly #stop: () => void;

  constructor(screen: Screen, clock: Clock, stand: () => Stand) {
    this.#screen = screen;
    this.#stand = stand;
    this.#stop = every(clock, screen.isTerminal ? TERMINAL_MS : LOG_MS, () => this.#draw());
    this.#draw();
  }

  /** Says something that stays, above the progress. */
  note(text: string): void {
    this.#screen.write(`${this.#lineStart}${text}\n`);
    if (this.#screen.isTerminal) this.#draw();
  }

  /** Shows where it ended, and stops. */
  close(): void {
    this.#stop();
    this.#draw();
    if (this.#screen.isTerminal) this.#screen.write("\n");
  }

  #draw(): void {
    const line = progressLine(this.#stand(), this.#screen);
    this.#screen.write(`${this.#lineStart}${line}${this.#screen.isTerminal ? "" : "\n"}`);
  }

  get #lineStart(): string {
    return this.#screen.isTerminal ? "\r\x1b[2K" : "";
  }
}

/** One line of progress: `██████░░░░  58/137 orders  2010-12-01 12:34  4 min left`. */
export function progressLine(stand: Stand, screen: Omit<Screen, "write">): string {
  const { done, total, fileTime, leftMs } = stand;
  const time = new Date(fileTime).toISOString().slice(0, 16).replace("T", " ");
  const text = `${done}/${total} orders  ${time}  ${readableTime(leftMs)} left`;
  if (!screen.isTerminal) return text;
  const room = screen.columns - text.length - 3;
  if (room < NARROWEST_BAR) return text.slice(0, screen.columns - 1);
  const width = Math.min(room, WIDEST_BAR);
  const full = total === 0 ? width : Math.floor(width * done / total);
  const bar = "█".repeat(full);
  return `${screen.color ? `\x1b[32m${bar}\x1b[0m` : bar}${"░".repeat(width - full)}  ${text}`;
}

/** A stretch of time for a person to read: `12 s`, `4 min`, `2 h 5 min`. */
export function readableTime(ms: number): string {
  const seconds = Math.ceil(Math.max(0, ms) / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
