import type { Alert } from "./alert.ts";
import type { Notice, NoticeType } from "./outbox.ts";

/**
 * What is to be told of the alerts on a board after an event, oldest first: those that are new, and
 * those of which somebody took care or that are over. A snooze, and an alert that is opened again, are
 * between the people at their boards.
 *
 * @param store What the shop calls itself.
 */
export function noticesBetween(
  before: readonly Alert[],
  after: readonly Alert[],
  store: string,
): Notice[] {
  const known = new Map(before.map((alert) => [alert.id, alert]));
  return after.toReversed().flatMap((alert) => {
    const was = known.get(alert.id);
    return was === alert ? [] : changesOf(was, alert, store);
  });
}

function changesOf(was: Alert | undefined, alert: Alert, store: string): Notice[] {
  const { acknowledged, snoozedUntil: _, ...data } = alert;
  const notice = (type: NoticeType, at: string): Notice => {
    return { key: `${type}:${alert.id}`, type, at, data: { ...data, store } };
  };
  return [
    ...was ? [] : [notice("alert.triggered", alert.at)],
    ...acknowledged && !was?.acknowledged ? [notice("alert.acknowledged", acknowledged.at)] : [],
    ...alert.resolvedAt && !was?.resolvedAt ? [notice("alert.resolved", alert.resolvedAt)] : [],
  ];
}
