import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createBucket } from "./bucket.ts";
import type { Cells } from "./cells.ts";
import type { Clock } from "./clock.ts";
import type { HistoryPoint } from "./history.ts";
import type { Live } from "./live.ts";
import { type Past, viewPast } from "./past.ts";
import { Rereading } from "./rereading.ts";
import { emptySeries, minorOf, note, readSeries, type Series, settle } from "./series.ts";
import { addDays, dateAt, type Minutes, minutesBetween, minutesOf } from "./zone.ts";

const MINUTE_MS = 60_000;
/** Minutes are redrawn this often at most: chart and sparks cost more than a number. */
const MOVE_MS = 1_000;

/** Two days by the minute; `today` is moved by the stream. */
export interface Days {
  yesterday: Series;
  today: Series;
}

/** What a dashboard knows of the time before now. */
export interface History {
  /** Null until it was read once. Another object each time that a minute changes. */
  readonly days: ReadonlySignal<Days | null>;
  /** Whether it could not be read the last time. */
  readonly failed: ReadonlySignal<boolean>;
  read(minutes: Minutes): Promise<Series>;
  /** Reads it again now. */
  refresh(): void;
  stop(): void;
}

export interface HistoryOptions {
  /** What the page was rendered with; it is kept up to date here. */
  past: Signal<Past | null>;
  live: Live;
  /** Whether the numbers are those of now; a signal is read in it. */
  isCurrent(): boolean;
  clock: Clock;
  /** Asks for the minutes between two instants (ISO). */
  fetchPoints(from: string, to: string): Promise<HistoryPoint[]>;
  random?: () => number;
}

/** Opens the history of a dashboard: reads it, and from then on the stream moves it. */
export function openHistory(options: HistoryOptions): History {
  const { live, past, clock, fetchPoints, random = Math.random } = options;
  const { cells, lastAt } = live;
  const days = signal<Days | null>(null);
  const minute = computed(() => Math.floor(lastAt.value / MINUTE_MS));
  const bucket = createBucket(MOVE_MS, 0);
  let cancelMove: (() => void) | null = null;
  const reading = new Rereading({ read: readDays, onAnswer: take, clock, random });

  async function read({ from, to }: Minutes): Promise<Series> {
    return readSeries(await fetchPoints(isoOf(from), isoOf(to)));
  }

  async function readDays(): Promise<Days> {
    const [yesterday, today] = await Promise.all([read(dayBefore(cells)), read(dayNow())]);
    return { yesterday, today };
  }

  function dayNow(): Minutes {
    return minutesBetween(cells.day.peek());
  }

  function isOfToday({ today }: Days): boolean {
    return today.from === dayNow().from;
  }

  function take(answer: Days): void {
    if (isOfToday(answer)) show(answer);
    // It was asked for before midnight.
    else reading.soon();
  }

  function show({ yesterday, today }: Days): void {
    noteBoard(today, minute.peek(), cells);
    days.value = { yesterday, today };
    past.value = viewPast([yesterday, today], lastAt.peek(), cells.timeZone.peek());
  }

  function moveSoon(): void {
    const known = days.peek();
    if (!known || cancelMove) return;
    const wait = isOfToday(known) ? bucket.waitMs(clock.now()) : 0;
    if (wait <= 0) move();
    else cancelMove = clock.after(wait, move);
  }

  function move(): void {
    cancelMove = null;
    const known = days.peek();
    if (!known) return;
    bucket.spend(clock.now());
    if (isOfToday(known)) show(known);
    else turnDay(known);
  }

  function turnDay({ today: ended }: Days): void {
    const { from, to } = dayNow();
    const follows = ended.from + ended.orders.length === from;
    if (follows) show({ yesterday: ended, today: emptySeries(from, to) });
    reading.soon();
  }

  void reading.now();
  const ends = [
    effect(() => {
      void [cells.ordersToday.value, cells.revenueToday.value, cells.day.value, minute.value];
      void [cells.activeUsers.value, cells.unitsAtRisk.value];
      moveSoon();
    }),
    onReturn(options.isCurrent, () => reading.soon()),
    () => cancelMove?.(),
    () => reading.stop(),
  ];
  return {
    days,
    failed: reading.failed,
    read,
    refresh: () => void reading.now(),
    stop: () => ends.forEach((end) => end()),
  };
}

/** Puts what the board says now into the running minute. */
function noteBoard(today: Series, minute: number, cells: Cells): void {
  settle(today, minute, {
    orders: cells.ordersToday.peek(),
    revenue: minorOf(cells.revenueToday.peek()),
  });
  note(today, minute, {
    activeUsers: cells.activeUsers.peek(),
    unitsAtRisk: cells.unitsAtRisk.peek(),
  });
}

/** The minutes of the day before the board's. */
function dayBefore({ day, timeZone }: Cells): Minutes {
  const zone = timeZone.peek();
  return minutesOf(addDays(dateAt(Date.parse(day.peek().start), zone), -1), zone);
}

/** Calls `onBack` whenever the numbers are current again after they were not. */
function onReturn(isCurrent: () => boolean, onBack: () => void): () => void {
  let was = true;
  return effect(() => {
    const is = isCurrent();
    if (is && !was) onBack();
    was = is;
  });
}

function isoOf(minute: number): string {
  return new Date(minute * MINUTE_MS).toISOString();
}
