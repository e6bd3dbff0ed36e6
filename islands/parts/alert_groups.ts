import type { Alert } from "../../lib/alert.ts";

/** Alerts that stand in one row: one alone, or many of a kind. */
export interface AlertGroup {
  key: string;
  /** At least one. */
  alerts: [Alert, ...Alert[]];
  title: string;
}

/** So many of a kind are one row: three can still be read one by one. */
const LEAST = 4;

/** Puts products with the same trouble into one row, where the first of them stood: `Low stock: 14 products`. */
export function groupAlerts(alerts: readonly Alert[]): AlertGroup[] {
  const kinds = Map.groupBy(alerts, kindOf);
  return alerts.flatMap((alert) => {
    const [first = alert, ...rest] = kinds.get(kindOf(alert)) ?? [];
    if (rest.length + 1 < LEAST) return [{ key: alert.id, alerts: [alert], title: alert.title }];
    if (alert !== first) return [];
    const title = `${headOf(first)}: ${rest.length + 1} products`;
    return [{ key: kindOf(first), alerts: [first, ...rest], title }];
  });
}

/** An alert that is about no product is of a kind of its own. */
function kindOf(alert: Alert): string {
  const { id, severity, productId } = alert;
  return productId === undefined ? id : `${severity} ${headOf(alert)}`;
}

/** `Low stock` of `Low stock: Mug`. */
function headOf({ title }: Alert): string {
  return title.split(": ", 1)[0] ?? title;
}

/** What the products of a group are called: `Mug, Cup, Pot and 11 more`. */
export function namesOf(alerts: readonly Alert[]): string {
  const names = alerts.map((alert) => alert.title.slice(headOf(alert).length + 2));
  const more = names.length - 3;
  return names.slice(0, 3).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
