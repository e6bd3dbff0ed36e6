import type { Severity } from "./alert.ts";
import type { Notice, NoticeType } from "./outbox.ts";

export const TARGET_KINDS = ["slack", "ntfy", "pagerduty", "webhook"] as const;

export type TargetKind = typeof TARGET_KINDS[number];

/** Who outside is told of what, as operators see it: without where it is and its secrets. */
export interface Target {
  id: string;
  kind: TargetKind;
  name: string;
  types: NoticeType[];
  /** What has a severity is told from this one up. */
  leastSeverity: Severity;
  createdAt: string;
  /** Why nothing is sent to it; null while it is told. */
  disabled: string | null;
  /** When something arrived, or failed to, last (ISO, UTC), and why it failed. */
  deliveredAt: string | null;
  failedAt: string | null;
  failure: string | null;
  /** Notices that it is still to be told. */
  waiting: number;
}

/** What a message needs of its target; the config is as its kind's schema reads it. */
export interface Addressee {
  id: string;
  kind: TargetKind;
  config: Record<string, unknown>;
}

/** A notice by itself, or several in one. */
export interface Message {
  /** The same however often it is sent. */
  id: string;
  notices: readonly [Notice, ...Notice[]];
}

/** What became of a message. */
export type Outcome =
  | { result: "delivered"; status: number; restMs: number }
  /** The target says that it is no more. */
  | { result: "gone"; detail: string }
  | {
    result: "failed";
    detail: string;
    /** Whether the target itself is away, rather than refusing this message. */
    away: boolean;
    /** For how long it asks to be left alone; 0 when it does not. */
    restMs: number;
  };

/** What takes messages to targets. */
export interface Messenger {
  /** Sends once. It throws only when `signal` ended it: the message may or may not have arrived. */
  send(to: Addressee, message: Message, signal?: AbortSignal): Promise<Outcome>;
  /** Whether several notices may go to a target of this kind in one message. */
  gathers(kind: TargetKind): boolean;
}
