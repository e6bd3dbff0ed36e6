export type NoticeType =
  | "alert.triggered"
  | "alert.acknowledged"
  | "alert.resolved"
  | "promotion.pause.requested";

/** Something that people or systems outside should be told. */
export interface Notice {
  /**
   * `TYPE:SUBJECT`, such as `alert.triggered:alert-17`: told once, ever, whichever server posts it.
   * Of one subject nothing is told before what was posted first.
   */
  key: string;
  type: NoticeType;
  /** When it happened (ISO, UTC). */
  at: string;
  /** What targets are told; its `severity`, where it has one, decides which targets take it. */
  data: Record<string, unknown>;
}

/** What is to be told, kept until each target was told of it. */
export interface Outbox {
  /**
   * Keeps a delivery for every target that takes it and was there when it happened. A key that was
   * posted before is ignored; that an alert was acknowledged or resolved is for those who were told of it.
   *
   * @throws FlashboardError `unavailable` when the database is away: nothing may have been kept, and the
   * same may be posted again.
   */
  post(notices: readonly Notice[]): Promise<void>;
}

/** What a notice is about: what stands behind the type in its key. */
export function subjectOf({ key }: Notice): string {
  return key.slice(key.indexOf(":") + 1);
}
