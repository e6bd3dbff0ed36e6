import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { Live } from "../../lib/live.ts";
import { timeOf } from "./format.ts";

/** What every part of the page may need. */
export interface Desk {
  live: Live;
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
