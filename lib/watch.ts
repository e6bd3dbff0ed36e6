import type { Alert, AlertRule } from "./alert.ts";
import { openAs } from "./alert_list.ts";
import { coverTold } from "./alarms.ts";
import type { Board } from "./board.ts";
import { type Clock, every } from "./clock.ts";
import type { Command, WatchAlert } from "./command.ts";
import type { CoverLevel, FoldRules } from "./cover.ts";
import { FlashboardError } from "./error.ts";
import type { Minutes } from "./expected.ts";
import type { Ingest } from "./ingest.ts";
import type { Log } from "./log.ts";
import { lastOrderAt } from "./quiet.ts";
import { RecentMinutes } from "./recent_minutes.ts";
import type { Rules } from "./rules.ts";
import { Spell } from "./spell.ts";
import { priceAlert, type Sight, silentAlert, velocityAlert } from "./watch_rules.ts";

export interface WatchOptions {
  clock: Clock;
  log: Pick<Log, "minutes">;
  ingest: Pick<Ingest, "publish">;
  hub: { readonly board: Board; readonly currentAt: number };
  settings: { refresh(): Promise<void>; writtenAt(name: string): string | null };
  /** The rules as they are now. */
  rules(): Rules;
  currency: string;
  /** Called when it could not see or tell for another reason than that the database is away. */
  onTrouble(error: unknown): void;
}

/** A board is of now when it was known to be all there is so short ago, in ms. */
const FRESH_MS = 3_000;

/**
 * Watches what no single event says: that nothing comes, that too much comes, that what comes is worth
 * too little, and that a stock-out ahead is one no more. Every server watches; what they see goes through
 * the log under the same names, so it is told once.
 */
export class Watch implements Disposable {
  readonly #options: WatchOptions;
  readonly #cancel: () => void;
  readonly #spells = { velocity: new Spell(), price: new Spell() };
  readonly #recent: RecentMinutes;
  /** Since when the board is that of now; null while it is not. */
  #currentSince: number | null = null;
  #working: Promise<void> | null = null;
  /** The last alert of each rule that this server has written: once closed it is not told again. */
  readonly #written = new Map<AlertRule, string>();

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#recent = new RecentMinutes(options);
    this.#cancel = every(options.clock, 1_000, () => void this.look());
  }

  /** Looks once, and resolves when what there is to tell is in the log. Concurrent calls share one look. */
  look(): Promise<void> {
    this.#working ??= this.#look()
      .catch((error: unknown) => {
        if (!(error instanceof FlashboardError)) this.#options.onTrouble(error);
      })
      .finally(() => this.#working = null);
    return this.#working;
  }

  /** Stops. A look that is on its way is not waited for: a database that hangs would hold up a stop. */
  [Symbol.dispose](): void {
    this.#cancel();
  }

  async #look(): Promise<void> {
    if (!this.#isCurrent()) return;
    await this.#tellRules();
    const minutes = await this.#recent.read();
    // The reading may have taken longer than the board stayed current.
    if (!this.#isCurrent()) return;
    await this.#raise(minutes);
    await this.#resolve();
  }

  /** A board that is not of now says nothing of the shop. */
  #isCurrent(): boolean {
    const { clock, hub } = this.#options;
    const now = clock.now();
    if (now - hub.currentAt < FRESH_MS) {
      this.#currentSince ??= now;
      return true;
    }
    this.#currentSince = null;
    for (const spell of Object.values(this.#spells)) spell.forget();
    return false;
  }

  /** Writes rules that the fold goes by into the log, once an operator has changed them. */
  async #tellRules(): Promise<void> {
    const { settings, rules, hub } = this.#options;
    if (isSame(foldRulesOf(rules()), hub.board)) return;
    // Another server may have told what this one has not read yet; the first of these may be on its way.
    await settings.refresh();
    await settings.refresh();
    const told = foldRulesOf(rules());
    if (isSame(told, hub.board)) return;
    await this.#publish(`rules after ${hub.board.seq}`, { type: "rules", index: 0, rules: told });
  }

  async #raise(minutes: Minutes): Promise<void> {
    const { clock, hub: { board }, rules, currency } = this.#options;
    const now = clock.now();
    const sight: Sight = { now, minutes, currency };
    const { feedSilent, velocity, priceMistake } = rules();
    const last = lastOrderAt(board.recent);
    const since = Math.max(last ?? 0, this.#currentSince ?? now);
    await this.#tell(
      last === null ? null : this.#named(silentAlert(sight, last, since, feedSilent)),
    );
    const { velocity: rush, price } = this.#spells;
    await this.#tell(rush.step(now, velocityAlert(sight, velocity, isOpen(board, "velocity"))));
    await this.#tell(price.step(now, priceAlert(sight, priceMistake, isOpen(board, "price"))));
  }

  /** A silence that lasts while its rule is turned off and on is told anew, so under a new name. */
  #named(alert: WatchAlert | null): WatchAlert | null {
    const writtenAt = this.#options.settings.writtenAt("rules");
    return alert && writtenAt ? { ...alert, id: `${alert.id}-${Date.parse(writtenAt)}` } : alert;
  }

  async #tell(alert: WatchAlert | null): Promise<void> {
    if (!alert || openAs(this.#options.hub.board.alerts, alert)) return;
    if (this.#written.get(alert.rule) === alert.id) return;
    await this.#publish(alert.id, { type: "raise", index: 0, alert });
    this.#written.set(alert.rule, alert.id);
  }

  /** Tells that alerts are over of which no event will say so. */
  async #resolve(): Promise<void> {
    for (const alert of this.#options.hub.board.alerts) {
      if (alert.resolvedAt !== undefined || !this.#isOver(alert)) continue;
      const { id } = alert;
      await this.#publish(`over ${id}`, { type: "resolve", index: 0, resolution: { id } });
    }
  }

  #isOver({ rule, severity, productId = "" }: Alert): boolean {
    const { hub, clock, rules } = this.#options;
    const now = clock.now();
    if (rule === undefined) return false;
    if (!isOn(rules(), rule)) return true;
    if (rule === "velocity" || rule === "price") return this.#spells[rule].isOver(now);
    return rule === "cover" && isCalmer(coverTold(hub.board, productId, now), severity);
  }

  async #publish(key: string, command: Command): Promise<void> {
    const { ingest } = this.#options;
    const idempotency = { key: `watch ${key}`, fingerprint: command.type };
    await ingest.publish({ commands: [command], idempotency });
  }
}

function foldRulesOf({ cover: { on, warningMinutes, criticalMinutes } }: Rules): FoldRules {
  return { cover: on ? { warning: warningMinutes, critical: criticalMinutes } : NEVER };
}

const NEVER = { warning: 0, critical: 0 };

function isSame({ cover }: FoldRules, { coverLimits }: Board): boolean {
  return cover.warning === coverLimits.warning && cover.critical === coverLimits.critical;
}

/** Whether a rule raises alerts; what it raised before it was turned off is over. */
function isOn({ feedSilent, velocity, priceMistake, lowStock, cover }: Rules, rule: AlertRule) {
  const switches = { silent: feedSilent, velocity, price: priceMistake, low: lowStock, cover };
  return rule === "out" || rule === "oversold" || switches[rule].on;
}

function isOpen({ alerts }: Board, rule: AlertRule): boolean {
  return openAs(alerts, { rule, severity: "info" }) !== undefined;
}

/** Whether a product's cover is better than what was told of it. */
function isCalmer(level: CoverLevel, told: Alert["severity"]): boolean {
  return level === "ok" || (told === "critical" && level === "warning");
}
