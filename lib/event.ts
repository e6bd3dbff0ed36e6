/**
 * One fact of the log. `data` is an `Order` on channel `orders`, a `Product` on `inventory`, an
 * `Alert` on `alerts`, a `Triage` on `alerts.triage`, a `Resolution` on `alerts.resolved`,
 * `FoldRules` on `alerts.rules`, and whatever was published on any other channel.
 */
export interface LogEvent {
  /** Gapless and in commit order, from 1. */
  seq: number;
  channel: string;
  /** When it was accepted (ISO, UTC). */
  at: string;
  data: unknown;
}

/** Where in which log: `epoch` changes when the log is another log (a restored or emptied database). */
export interface Position {
  epoch: string;
  seq: number;
}

/** Writes a position as it stands in `id:` and in answers: `"k3x9-1042"`. */
export function formatPosition({ epoch, seq }: Position): string {
  return `${epoch}-${seq}`;
}

/** Reads a position; `null` when the text is not one. */
export function parsePosition(text: string): Position | null {
  const match = /^([a-z0-9]{1,32})-(\d{1,15})$/.exec(text);
  return match?.[1] && match[2] ? { epoch: match[1], seq: Number(match[2]) } : null;
}
