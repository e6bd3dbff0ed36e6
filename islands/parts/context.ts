import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { History } from "../../lib/history_store.ts";
import type { Live } from "../../lib/live.ts";
import type { Past } from "../../lib/past.ts";
import { timeOf } from "./format.ts";

/** What every part of the page may need. */
export interface Desk {
  live: Live;
  /** What the tiles say of the time before now. */
  past: ReadonlySignal<Past | null>;
  /** Reads history and follows it, once for all who ask. */
  openHistory(): Promise<History>;
  clock: Clock;
  /** Where orders are published. */
  publishUrl: string;
}

export const DeskContext = createContext<Desk | null>(null);

/** The desk that the page was drawn on. @throws Error outside of a `Board`. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("A part of the board must stand in a Board");
  return desk;
}

/** The time of the newest numbers, as a text that changes by itself. */
export function useAsOf(): ReadonlySignal<string> {
  const { live } = useDesk();
  return useComputed(() => timeOf(live.lastAt.value, live.cells.timeZone.value));
}
