import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Clock } from "./clock.ts";
import type { HistoryPoint } from "./history.ts";
import type { Live } from "./live.ts";
import { type Past, viewPast } from "./past.ts";
import { emptySeries, minorOf, note, readSeries, type Series, settle } from "./series.ts";
import { addDays, dateAt, minutesOf } from "./zone.ts";

const MINUTE_MS = 60_000;
/** The stream moves the running minute; what was told late finds its own minute this often. */
const REFRESH_MS = 5 * MINUTE_MS;
const RETRY_MS = 10_000;
/** Minutes are redrawn this often at most: chart and sparks cost more than a number. */
const MOVE_MS = 1_000;
/** All dashboards come back at once after a restart, and see midnight at once. */
const SPREAD_MS = 10_000;

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
  /** Reads the minutes `[from, to)` since 1970 UTC. */
  read(from: number, to: number): Promise<Series>;
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
  const { cells } = live;
  const days = signal<Days | null>(null);
  const failed = signal(false);
  const minute = computed(() => Math.floor(live.lastAt.value / MINUTE_MS));
  let cancel = () => {};
  let cancelMove: (() => void) | null = null;
  let movedAt = -Infinity;
  let reading = 0;

  function plan(ms: number): void {
    cancel();
    cancel = clock.after(ms, refresh);
  }

  async function read(from: number, to: number): Promise<Series> {
    return readSeries(await fetchPoints(isoOf(from), isoOf(to)));
  }

  async function readDays(): Promise<Days> {
    const { today, yesterday } = stretches(live);
    const [before, now] = await Promise.all([
      read(yesterday.from, yesterday.to),
      read(today.from, today.to),
    ]);
    return { yesterday: before, today: now };
  }

  async function refresh(): Promise<void> {
    plan(REFRESH_MS * (0.8 + 0.4 * random()));
    const turn = ++reading;
    try {
      const answer = await readDays();
      if (turn !== reading) return;
      failed.value = false;
      show(answer);
    } catch {
      if (turn !== reading) return;
      failed.value = true;
      plan(RETRY_MS * (1 + random()));
    }
  }

  function show(read: Days): void {
    const { yesterday, today } = read;
    // It was asked for before midnight.
    if (today.from !== stretches(live).today.from) return plan(SPREAD_MS * random());
    settle(today, minute.peek(), {
      orders: cells.ordersToday.peek(),
      revenue: minorOf(cells.revenueToday.peek()),
    });
    note(today, minute.peek(), {
      activeUsers: cells.activeUsers.peek(),
      unitsAtRisk: cells.unitsAtRisk.peek(),
    });
    days.value = { yesterday, today };
    past.value = viewPast([yesterday, today], live.lastAt.peek(), cells.timeZone.peek());
  }

  function turnDay({ today: ended }: Days): void {
    const { from, to } = stretches(live).today;
    const follows = ended.from + ended.orders.length === from;
    if (follows) show({ yesterday: ended, today: emptySeries(from, to) });
    plan(SPREAD_MS * random());
  }

  function moveSoon(): void {
    if (cancelMove) return;
    const wait = movedAt + MOVE_MS - clock.now();
    const isNewDay = days.peek()?.today.from !== Date.parse(cells.day.peek().start) / MINUTE_MS;
    // A clock that was set back must not hold it for as long as it was set back.
    if (isNewDay || wait <= 0 || wait > MOVE_MS) move();
    else cancelMove = clock.after(wait, move);
  }

  function move(): void {
    cancelMove = null;
    const known = days.peek();
    if (!known) return;
    movedAt = clock.now();
    if (known.today.from === stretches(live).today.from) show(known);
    else turnDay(known);
  }

  void refresh();
  const ends = [
    effect(() => {
      void [cells.ordersToday.value, cells.revenueToday.value, cells.day.value, minute.value];
      void [cells.activeUsers.value, cells.unitsAtRisk.value];
      moveSoon();
    }),
    onReturn(options.isCurrent, () => plan(SPREAD_MS * random())),
  ];
  return {
    days,
    failed,
    read,
    refresh,
    stop() {
      reading = Infinity;
      cancel();
      cancelMove?.();
      ends.forEach((end) => end());
    },
  };
}

/** The minutes of the shop's day and of the one before. */
function stretches({ cells }: Live) {
  const { start, end } = cells.day.peek();
  const zone = cells.timeZone.peek();
  const yesterday = addDays(dateAt(Date.parse(start), zone), -1);
  return {
    today: { from: Date.parse(start) / MINUTE_MS, to: Date.parse(end) / MINUTE_MS },
    yesterday: minutesOf(yesterday, zone),
  };
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
