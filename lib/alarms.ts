import { type Alert, coverAlert } from "./alert.ts";
import { addAlert, resolveAlerts } from "./alert_list.ts";
import type { Board, Section } from "./board.ts";
import { type CoverLevel, type CoverLimits, isWorse, stepCover } from "./cover.ts";
import { type Product, severityOf, surelyAt } from "./inventory.ts";
import { type Triage, triaged } from "./triage.ts";
import { paceOf } from "./velocity.ts";

/** That what an alert says is so no more, where no other event says it. */
export interface Resolution {
  /** The alert's. */
  id: string;
}

/** What operators set of the rules that the fold goes by: a replay has to find it in the log. */
export interface FoldRules {
  cover: CoverLimits;
}

/** Where the log keeps it: a name that nobody can publish to. */
export const RULES_CHANNEL = "alerts.rules";

/** Where the log keeps it: a name that nobody can publish to. */
export const RESOLVED_CHANNEL = "alerts.resolved";

/** Folds an alert that was raised. */
export function applyAlert(board: Board, alert: Alert): Section[] {
  return addAlert(board.alerts, withRule(alert)) ? ["alerts"] : [];
}

/** An older version did not write which rule raised an alert about stock. */
function withRule(alert: Alert): Alert {
  const { rule, productId, severity } = alert;
  if (rule || productId === undefined) return alert;
  return { ...alert, rule: severity === "warning" ? "low" : "out" };
}

/** An alert that has left the board, or stands so already, stays as it is. */
export function applyTriage(board: Board, triage: Triage, at: string): Section[] {
  const place = board.alerts.findIndex(({ id }) => id === triage.id);
  const alert = board.alerts[place];
  const changed = alert && triaged(alert, triage, at);
  if (!changed || changed === alert) return [];
  board.alerts[place] = changed;
  return ["alerts"];
}

/** Resolves an alert of which its rule, or whoever watches the shop, says that it is over. */
export function applyResolution(board: Board, { id }: Resolution): Section[] {
  const productId = board.alerts.find((alert) => alert.id === id && alert.rule === "cover")
    ?.productId;
  const seller = board.sellers.get(productId ?? "");
  // The next crossing is another one.
  if (seller) seller.told = "ok";
  return resolve(board, (alert) => alert.id === id);
}

/**
 * Folds rules that were changed: what was told ahead and is far enough off by the new ones is over. What
 * they would tell is told when the product sells next.
 */
export function applyRules(board: Board, { cover }: FoldRules, at: number): Section[] {
  board.coverLimits = cover;
  return ["inventory", ...settleCover(board, at)];
}

/** Whatever is told of an order, the shop is heard again. */
export function endSilence(board: Board): Section[] {
  return resolve(board, ({ rule }) => rule === "silent");
}

/**
 * Folds a level into what was told of its product: resolves what it is clear of, and tells once that it
 * will soon be out. That alert is the fold's own, as no system says it.
 *
 * @param at When it was accepted, in ms since 1970 UTC.
 */
export function applyLevel(board: Board, product: Product, at: number): Section[] {
  const { productId, available, threshold } = product;
  const clear = severityOf(surelyAt(available, threshold));
  const changed = resolve(board, ({ rule, productId: its }) => {
    if (its !== productId) return false;
    // Between oversold and low there is nothing to sell: it is one trouble until it is over.
    return rule === "low" ? clear < 1 : (rule === "out" || rule === "oversold") && clear < 2;
  });
  return [...changed, ...warnAhead(board, product, at)];
}

function warnAhead(board: Board, product: Product, at: number): Section[] {
  const { productId, available } = product;
  const seller = board.sellers.get(productId);
  if (!seller) return resolveCover(board, productId, "ok");
  const pace = paceOf(seller.velocity, at);
  const before = seller.told;
  const { told, raised } = stepCover(before, pace, available, board.coverLimits);
  seller.told = told;
  if (pace && raised) {
    const alert = coverAlert(`cover-${board.seq}`, product, raised, pace, board.at);
    return ["inventory", ...applyAlert(board, alert)];
  }
  const changed = resolveCover(board, productId, told);
  return before === "ok" && told === "ok" ? changed : ["inventory", ...changed];
}

/**
 * Resolves what was told ahead of products that sell no more, or slower: nothing is published of them.
 *
 * @param at In ms since 1970 UTC.
 */
export function settleCover(board: Board, at: number): Section[] {
  const changed: Section[] = [];
  for (const { rule, resolvedAt, productId = "" } of [...board.alerts]) {
    if (rule !== "cover" || resolvedAt !== undefined) continue;
    const told = coverTold(board, productId, at);
    const seller = board.sellers.get(productId);
    if (seller) seller.told = told;
    changed.push(...resolveCover(board, productId, told));
  }
  return changed;
}

/** The level that is left of what was told of a product, at an instant (ms since 1970 UTC). */
export function coverTold(board: Board, productId: string, at: number): CoverLevel {
  const seller = board.sellers.get(productId);
  const product = board.products.get(productId);
  if (!seller || !product) return "ok";
  const pace = paceOf(seller.velocity, at);
  const { told, raised } = stepCover(seller.told, pace, product.available, board.coverLimits);
  return raised ? seller.told : told;
}

function resolveCover(board: Board, productId: string, told: CoverLevel): Section[] {
  return resolve(board, (alert) => {
    const isIts = alert.rule === "cover" && alert.productId === productId;
    return isIts && (told === "ok" || isWorse(alert.severity as CoverLevel, told));
  });
}

function resolve(board: Board, isOver: (alert: Alert) => boolean): Section[] {
  return resolveAlerts(board.alerts, board.at, isOver) ? ["alerts"] : [];
}
