import type { Command } from "../command.ts";
import type { StoreRules } from "../schema.ts";

/** A delivery of a webhook as it came. */
export interface Delivery {
  /** A header's value; null when it was not sent. */
  header(name: string): string | null;
  /** The very bytes that were signed. */
  body: Uint8Array;
  /** In ms since 1970 UTC. */
  receivedAt: number;
}

/** What a delivery says of itself, besides its payload. */
export interface About {
  /** What kind of news it is, in its source's own words. */
  topic: string;
  /** The same however often it is sent; null when it has no name. */
  id: string | null;
  /** When its source says that it sent it; null when it does not say. In ms since 1970 UTC, like the other. */
  sentAt: number | null;
  receivedAt: number;
}

/** The same of a delivery that came, for those who count deliveries. */
export interface Described extends About {
  /** When its source says that what it tells happened; null when it does not say. In ms since 1970 UTC. */
  eventAt: number | null;
}

/** What a payload means to the store, or why it means nothing. */
export type Translation = { commands: Command[] } | { ignored: string };

/** A system that tells of orders and stock in webhooks of its own. */
export interface Source {
  /** @throws FlashboardError `unauthorized` when it is not signed with one of the secrets, or too old. */
  verify(delivery: Delivery, secrets: readonly string[]): void;
  /** Whether it only asks, unsigned, if anybody is there. */
  isPing?(delivery: Delivery): boolean;
  /** @throws FlashboardError `invalid` when the payload does not say what it is. */
  describe(delivery: Delivery, payload: unknown): Described;
  /** Pure. @throws FlashboardError `invalid` when a field that is needed is missing, with its pointer. */
  translate(payload: unknown, about: About, rules: StoreRules): Translation;
  /** Whether it stops sending for good after a few failures in a row. */
  givesUp: boolean;
}
