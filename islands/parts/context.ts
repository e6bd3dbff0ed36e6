import { createContext } from "preact";
import { useContext, useEffect } from "preact/hooks";
import { type ReadonlySignal, type Signal, signal, useComputed, useSignal } from "@preact/signals";
import { type Clock, every } from "../../lib/clock.ts";
import type { History } from "../../lib/history_store.ts";
import type { Live } from "../../lib/live.ts";
import type { Past } from "../../lib/past.ts";
import { timeOf } from "./format.ts";
import { Gate } from "./gate.ts";
import type { Parts } from "./part_names.ts";

/** Who reads the page. */
export interface Reader {
  /** Whether the server takes changes from them. */
  mayChange: boolean;
  /** Whether they have logged in here, and can log out. */
  isLoggedIn: boolean;
}

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
  reader: Reader;
  /** Holds what is shown while the reader pauses it. */
  gate: Gate;
  /** The server's time of the numbers that are shown, in ms since 1970 UTC. */
  asOf: ReadonlySignal<number>;
  /** What product the reader looks for; empty for all. */
  sought: Signal<string>;
  /** The parts whose code is there; null until it is. */
  parts: Signal<Parts | null>;
}

type DeskOptions = Omit<Desk, "gate" | "asOf" | "sought" | "parts"> & {
  gate?: Gate;
  parts?: Parts;
};

/** Makes a desk. @param options Without a `gate` nothing is ever held. */
export function createDesk({ gate, parts, ...rest }: DeskOptions): Desk {
  const held = gate ?? new Gate(rest.clock);
  return {
    ...rest,
    gate: held,
    asOf: held.hold(rest.live.lastAt),
    sought: signal(""),
    parts: signal(parts ?? null),
  };
}

export const DeskContext = createContext<Desk | null>(null);

/** The desk that the page was drawn on. @throws Error outside of a `Board`. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("A part of the board must stand in a Board");
  return desk;
}

/** The time of the numbers that are shown, as a text that changes by itself. */
export function useAsOf(): ReadonlySignal<string> {
  const { live, asOf } = useDesk();
  // It moves with every frame, and a text costs more than a number.
  const second = useComputed(() => Math.floor(asOf.value / 1_000) * 1_000);
  return useComputed(() => timeOf(second.value, live.cells.timeZone.value));
}

/** The server's time, in ms since 1970 UTC, once a second. */
export function useNow(): ReadonlySignal<number> {
  const { live, clock } = useDesk();
  const now = useSignal(live.now());
  useEffect(() => every(clock, 1_000, () => now.value = live.now()), []);
  return now;
}
