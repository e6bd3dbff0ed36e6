import type { Alert } from "./alert.ts";
import { mostNeeded } from "./alert_list.ts";
import { type InventoryView, viewInventory } from "./at_risk.ts";
import type { Board, RecentOrder, Section } from "./board.ts";
import type { Clock } from "./clock.ts";
import type { LogEvent } from "./event.ts";
import { Ration } from "./ration.ts";

/** What a frame carries of the board's lists; null: that list is owed. */
export interface FrameLists {
  recentOrders: RecentOrder[];
  inventory: InventoryView | null;
  alerts: AlertNews | null;
}

export interface AlertNews {
  alerts: Alert[];
  /** Whether these are all there are: what is not among them has left the board. */
  whole: boolean;
}

/** In a rush the lists together may take 14 KB a second of a dashboard's stream: the numbers take 6. */
const RATIONS = {
  recentOrders: { bytesPerS: 4_500, burstBytes: 12_000 },
  inventory: { bytesPerS: 5_500, burstBytes: 12_000 },
  alerts: { bytesPerS: 4_000, burstBytes: 8_000 },
};

/** New alerts are sent on credit, up to this many bytes. */
const MOST_ALERT_DEBT = -8_000;

/**
 * Chooses how much of the lists goes into a frame. Totals are in every frame; two thousand orders a
 * second are more than anybody reads, and fifty products that run out cost more than all the totals.
 */
export class Lists {
  readonly #clock: Clock;
  readonly #orderRation: Ration;
  readonly #stockRation: Ration;
  readonly #alertRation: Ration;
  /** Orders that dashboards have not seen as they are. */
  #orders = new Set<string>();
  /** Alerts as dashboards may show them, by id; whatever changes in one makes another of it. */
  readonly #told = new Map<string, Alert>();
  #owesAlerts = false;
  /** Whether alerts may have left the board that dashboards still show. */
  #owesWhole = false;
  /** Whether dashboards show another list than the board's. */
  #owesStock = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#orderRation = new Ration(clock, RATIONS.recentOrders);
    this.#stockRation = new Ration(clock, RATIONS.inventory);
    this.#alertRation = new Ration(clock, RATIONS.alerts);
  }

  /** Notes what the fold of an event changed. */
  note({ channel, data }: LogEvent, changed: readonly Section[]): void {
    if (channel === "orders") this.#orders.add((data as RecentOrder).id);
    if (changed.includes("alerts")) this.#owesAlerts = true;
  }

  /** Sections of which something was left out and may be sent now. */
  due(): Section[] {
    const due: Section[] = [];
    if (this.#orders.size > 0 && this.#orderRation.left > 0) due.push("orders");
    if (this.#owesStock && this.#stockRation.left > 0) due.push("inventory");
    const { left } = this.#alertRation;
    if (this.#owesAlerts && left > MOST_ALERT_DEBT || this.#owesWhole && left > 0) {
      due.push("alerts");
    }
    return due;
  }

  /** The lists for a frame of these sections. */
  take(sections: ReadonlySet<Section>, board: Board): FrameLists {
    return {
      recentOrders: sections.has("orders") ? this.#takeOrders(board.recent) : [],
      inventory: sections.has("inventory") ? this.#takeStock(board) : null,
      alerts: sections.has("alerts") ? this.#takeAlerts(board.alerts) : null,
    };
  }

  /** Forgets what is owed: dashboards were just sent a whole board. */
  settle({ alerts }: Board): void {
    this.#orders.clear();
    this.#told.clear();
    const needed = mostNeeded(alerts);
    this.#noteTold(needed, needed);
    this.#owesAlerts = false;
    this.#owesWhole = false;
    this.#owesStock = false;
  }

  /** The newest of those that are owed, as many as there is room for. */
  #takeOrders(recent: readonly RecentOrder[]): RecentOrder[] {
    const owed = recent.filter(({ id }) => this.#orders.has(id));
    const taken: RecentOrder[] = [];
    for (const order of owed) {
      if (this.#orderRation.left <= 0) break;
      this.#orderRation.spend(sizeOf(order));
      taken.push(order);
    }
    // What has left the feed meanwhile is owed no more.
    this.#orders = new Set(owed.slice(taken.length).map(({ id }) => id));
    return taken;
  }

  #takeStock(board: Board): InventoryView | null {
    this.#owesStock = this.#stockRation.left <= 0;
    if (this.#owesStock) return null;
    const view = viewInventory(board, this.#clock.now());
    this.#stockRation.spend(sizeOf(view));
    return view;
  }

  /** All of them while there is room; else only the new and changed, which nobody should wait for. */
  #takeAlerts(known: readonly Alert[]): AlertNews | null {
    const { left } = this.#alertRation;
    if (left <= MOST_ALERT_DEBT) return null;
    const whole = left > 0;
    const alerts = mostNeeded(known);
    const taken = whole ? [...alerts] : this.#newsOf(known, alerts);
    this.#alertRation.spend(sizeOf(taken));
    if (whole) this.#told.clear();
    this.#noteTold(taken, alerts);
    this.#owesAlerts = false;
    this.#owesWhole = !whole;
    return { alerts: taken, whole };
  }

  /**
   * What is new or changed of the needed, and how those ended that a dashboard may still show: what is
   * not even known any more had ended, or is the least of very many.
   */
  #newsOf(known: readonly Alert[], needed: readonly Alert[]): Alert[] {
    const current = new Map(known.map((alert) => [alert.id, alert]));
    const resolvedAt = new Date(this.#clock.now()).toISOString();
    const before = [...this.#told.values()].filter((alert) => alert.resolvedAt === undefined)
      .map((alert) => current.get(alert.id) ?? { ...alert, resolvedAt });
    const all = [...new Set([...needed, ...before])];
    return all.filter((alert) => this.#told.get(alert.id) !== alert);
  }

  /** What was told to be over, and is not needed, is told no more. */
  #noteTold(alerts: readonly Alert[], needed: readonly Alert[]): void {
    for (const alert of alerts) this.#told.set(alert.id, alert);
    const kept = new Set(needed);
    for (const [id, alert] of this.#told) {
      if (alert.resolvedAt !== undefined && !kept.has(alert)) this.#told.delete(id);
    }
  }
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}
