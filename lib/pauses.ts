import type { Notice } from "./outbox.ts";
import type { Pause, PauseRequest } from "./pause.ts";

/** The trail of pause requests, the same for all servers. */
export interface Pauses {
  /**
   * Asks once for each product and cool-down, whichever server asks and however many ask at once: what
   * is asked and its notice for the targets are kept together, or neither is. While nobody listened,
   * the first ask with a target that does is not held up.
   *
   * @returns What the trail has of it; null for a rule that has to wait, of which it has nothing.
   * @throws FlashboardError `unavailable` when the database is away: nothing was asked.
   */
  ask(request: PauseRequest, coolDownMinutes: number): Promise<Pause | null>;
  /**
   * The newest of the trail, newest first.
   *
   * @param productId Only what was asked of this product; without it, of all.
   * @throws FlashboardError `unavailable` when the database is away.
   */
  newest(limit: number, productId?: string): Promise<Pause[]>;
  /**
   * How many targets take such requests now.
   *
   * @throws FlashboardError `unavailable` when the database is away.
   */
  listening(): Promise<number>;
  /**
   * Until when nobody is told again of a product (ISO, UTC); null when the next ask would be told.
   *
   * @throws FlashboardError `unavailable` when the database is away.
   */
  coolsUntil(productId: string, coolDownMinutes: number): Promise<string | null>;
}

/** What targets are told of a request; `store` is what the shop calls itself. */
export function pauseNotice({ outcome: _, targets: __, ...data }: Pause, store: string): Notice {
  const type = "promotion.pause.requested";
  return { key: `${type}:${data.id}`, type, at: data.at, data: { ...data, store } };
}
