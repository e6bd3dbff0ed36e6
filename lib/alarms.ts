import { type Alert, coverAlert } from "./alert.ts";
import { addAlert, resolveAlerts } from "./alert_list.ts";
import { type CoverLevel, type CoverLimits, type FoldRules, isWorse, stepCover } from "./cover.ts";
import { type Product, severityOf, surelyAt } from "./inventory.ts";
import type { Resolution } from "./resolution.ts";
import type { Sellers } from "./sales.ts";
import { type Triage, triaged } from "./triage.ts";
import { paceOf } from "./velocity.ts";

/** What of a board alerts rest on and are listed in. */
export interface AlertBoard {
  /** Last event folded in; 0 before the first. */
  seq: number;
  /** When that event was accepted; the empty string before the first. */
  at: string;
  products: Map<string, Product>;
  /** How fast products sell: those that sold something in the last 15 minutes. */
  sellers: Sellers;
  /** Newest first: more than are shown, so that those without room end too. */
  alerts: Alert[];
  /** From when on it is told that a product will soon be out, as operators set it last. */
  coverLimits: CoverLimits;
}

/** The parts of a dashboard that alerts change. */
export type AlertSection = "inventory" | "alerts";

/** Folds an alert that was raised. */
export function applyAlert(board: AlertBoard, alert: Alert): AlertSection[] {
  return addAlert(board.alerts, withRule(alert)) ? ["alerts"] : [];
}

/** An alert as it is kept now: an older version did not write which rule raised one about a product. */
export function withRule(alert: Alert): Alert {
  const { id, rule, productId, severity } = alert;
  if (rule || productId === undefined) return alert;
  if (id.startsWith("cover-")) return { ...alert, rule: "cover" };
  return { ...alert, rule: severity === "warning" ? "low" : "out" };
}

/** An alert that has left the board, or stands so already, stays as it is. */
export function applyTriage(board: AlertBoard, triage: Triage, at: string): AlertSection[] {
  const place = board.alerts.findIndex(({ id }) => id === triage.id);
  const alert = board.alerts[place];
  const changed = alert && triaged(alert, triage, at);
  if (!changed || changed === alert) return [];
  board.alerts[place] = changed;
  return ["alerts"];
}

/** Resolves an alert of which its rule, or whoever watches the shop, says that it is over. */
export function applyResolution(board: AlertBoard, { id }: Resolution): AlertSection[] {
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
export function applyRules(board: AlertBoard, { cover }: FoldRules, at: number): AlertSection[] {
  board.coverLimits = cover;
  return ["inventory", ...settleCover(board, at)];
}

/** Whatever is told of an order, the shop is heard again. */
export function endSilence(board: AlertBoard): AlertSection[] {
  return resolve(board, ({ rule }) => rule === "silent");
}

/**
 * Folds a level into what was told of its product: resolves what it is clear of, and tells once that it
 * will soon be out. That alert is the fold's own, as no system says it.
 *
 * @param at When it was accepted, in ms since 1970 UTC.
 */
export function applyLevel(board: AlertBoard, product: Product, at: number): AlertSection[] {
  const { productId, available, threshold } = product;
  const clear = severityOf(surelyAt(available, threshold));
  const isIts = (alert: Alert) => alert.productId === productId;
  const low = resolve(board, (alert) => isIts(alert) && alert.rule === "low" && clear < 1);
  // Between oversold and low there is nothing to sell: it is one trouble until it is over.
  const isBack = ({ rule }: Alert) => (rule === "out" || rule === "oversold") && clear < 2;
  const back = resolve(board, (alert) => isIts(alert) && isBack(alert));
  const seller = board.sellers.get(productId);
  // What was told of the stock that is gone says nothing of what came.
  if (back.length > 0 && seller) seller.told = "ok";
  return [...low, ...back, ...warnAhead(board, product, at)];
}

function warnAhead(board: AlertBoard, product: Product, at: number): AlertSection[] {
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
  if (changed.length === 0) return before === "ok" && told === "ok" ? [] : ["inventory"];
  // The next crossing is another one, also that of the milder line.
  seller.told = "ok";
  return ["inventory", ...changed, ...warnAhead(board, product, at)];
}

/**
 * Resolves what was told ahead of products that sell no more, or slower: nothing is published of them.
 *
 * @param at In ms since 1970 UTC.
 */
export function settleCover(board: AlertBoard, at: number): AlertSection[] {
  const changed: AlertSection[] = [];
  for (const { rule, resolvedAt, productId = "" } of [...board.alerts]) {
    if (rule !== "cover" || resolvedAt !== undefined) continue;
    const told = coverTold(board, productId, at);
    const seller = board.sellers.get(productId);
    const over = resolveCover(board, productId, told);
    if (seller) seller.told = over.length > 0 ? "ok" : told;
    changed.push(...over);
  }
  return changed;
}

/** The level that is left of what was told of a product, at an instant (ms since 1970 UTC). */
export function coverTold(board: AlertBoard, productId: string, at: number): CoverLevel {
  const seller = board.sellers.get(productId);
  const product = board.products.get(productId);
  if (!seller || !product) return "ok";
  const pace = paceOf(seller.velocity, at);
  const { told, raised } = stepCover(seller.told, pace, product.available, board.coverLimits);
  return raised ? seller.told : told;
}

function resolveCover(board: AlertBoard, productId: string, told: CoverLevel): AlertSection[] {
  return resolve(board, (alert) => {
    const isIts = alert.rule === "cover" && alert.productId === productId;
    return isIts && (told === "ok" || isWorse(alert.severity as CoverLevel, told));
  });
}

function resolve(board: AlertBoard, isOver: (alert: Alert) => boolean): AlertSection[] {
  return resolveAlerts(board.alerts, board.at, isOver) ? ["alerts"] : [];
}
