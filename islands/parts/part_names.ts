import type { ComponentType } from "preact";

/** The parts of the page whose code follows when its numbers move already. */
export type PartName =
  | "alerts"
  | "announcer"
  | "chart"
  | "feed"
  | "firstOrder"
  | "latency"
  | "note"
  | "offline"
  | "sources"
  | "stock"
  | "tools";

export type Parts = Readonly<Record<PartName, ComponentType>>;
