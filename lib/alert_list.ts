import type { Alert, AlertRule, Severity } from "./alert.ts";

/** So many are shown. */
const MOST_SHOWN = 50;

/** So many open ones are known, lest what became of one that has no room on the board be told to nobody. */
const MOST_KNOWN = 500;

const WORST_FIRST: readonly Severity[] = ["critical", "warning", "info"];

/** Besides those of its own rule: nothing that is told of a product matters once it is out. */
const REPLACED: Partial<Record<AlertRule, readonly AlertRule[]>> = {
  out: ["low", "cover", "oversold"],
  oversold: ["low", "cover", "out"],
};

/**
 * Puts a new alert onto a list, newest first, in place. It takes the place of open ones that say less of
 * the same product or of the shop, so that of one rule and product only one is ever open.
 *
 * @returns Whether the list changed: of two servers that watch the shop only the first is heard.
 */
export function addAlert(alerts: Alert[], alert: Alert): boolean {
  const { id, at, rule, productId } = alert;
  if (rule && productId === undefined && openAs(alerts, alert)) return false;
  resolveAlerts(alerts, at, (other) => isReplaced(other, alert), id);
  alerts.unshift(alert);
  forget(alerts);
  return true;
}

/** Cuts a list, in place: every order looks through it, and nothing more becomes of resolved ones that are not shown. */
function forget(alerts: Alert[]): void {
  const open = alerts.filter(({ resolvedAt }) => resolvedAt === undefined).length;
  const kept = Math.min(Math.max(open, MOST_SHOWN), MOST_KNOWN);
  // Not one by one: dashboards may be about to hear of those that have just ended.
  const most = Math.min(kept + MOST_SHOWN, MOST_KNOWN);
  if (alerts.length > most) alerts.splice(0, Infinity, ...mostNeeded(alerts, kept));
}

/** The open alert of a rule that is at least as severe; undefined when there is none. */
export function openAs(
  alerts: readonly Alert[],
  { rule, severity }: Pick<Alert, "rule" | "severity">,
): Alert | undefined {
  return alerts.find((other) =>
    other.rule === rule && other.resolvedAt === undefined &&
    WORST_FIRST.indexOf(other.severity) <= WORST_FIRST.indexOf(severity)
  );
}

/**
 * Resolves the open alerts of a list of which `isOver` says so, in place.
 *
 * @param at When (ISO, UTC).
 * @param replacedBy The alert that takes their place, if one does.
 * @returns Whether there were any.
 */
export function resolveAlerts(
  alerts: Alert[],
  at: string,
  isOver: (alert: Alert) => boolean,
  replacedBy?: string,
): boolean {
  let changed = false;
  for (const [place, alert] of alerts.entries()) {
    if (alert.resolvedAt !== undefined || !isOver(alert)) continue;
    alerts[place] = { ...alert, resolvedAt: at, ...replacedBy && { replacedBy } };
    changed = true;
  }
  return changed;
}

/** The alerts of a list, newest first, that are shown: resolved ones go first, then the oldest of the least severe. */
export function mostNeeded(alerts: readonly Alert[], most: number = MOST_SHOWN): readonly Alert[] {
  if (alerts.length <= most) return alerts;
  const byNeed = alerts.toSorted((a, b) => rank(a) - rank(b));
  const needed = new Set(byNeed.slice(0, most));
  return alerts.filter((alert) => needed.has(alert));
}

function rank({ resolvedAt, severity }: Alert): number {
  return resolvedAt === undefined ? WORST_FIRST.indexOf(severity) : WORST_FIRST.length;
}

function isReplaced(older: Alert, { rule, productId }: Alert): boolean {
  if (!rule || !older.rule || older.productId !== productId) return false;
  return older.rule === rule || (REPLACED[rule]?.includes(older.rule) ?? false);
}
