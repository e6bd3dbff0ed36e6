import { useEffect, useRef } from "preact/hooks";
import { useComputed, useSignal } from "@preact/signals";
import type { Alert } from "../../lib/alert.ts";
import { groupAlerts } from "./alert_groups.ts";
import { FoldedRow, OpenRow } from "./alert_rows.tsx";
import { Card, Nothing, Scroller } from "./card.tsx";
import { useDesk } from "./context.ts";
import { counted } from "./format.ts";
import { Tick } from "./icons.tsx";
import { useKeptFocus } from "./kept_focus.ts";
import { onKey } from "./keys.ts";
import { Notify } from "./notify.tsx";
import { acknowledge, canAsk, WHY_NOT } from "./triage.tsx";

/** How many rows a phone lists before it is asked for all: the numbers come below. */
const FIRST = 3;

/** What somebody should look at, worst first and the newest of them first. */
export function Alerts() {
  const { live, reader } = useDesk();
  const { open, acknowledged, snoozed, resolved, trouble } = live.rail;
  const all = useSignal(false);
  const groups = groupAlerts(open.value);
  const list = useRef<HTMLDivElement>(null);
  useKeptFocus(list);
  useAcknowledgeKey();
  return (
    <Card
      name="alerts"
      title="Alerts"
      counted="alerts"
      note={useComputed(() => noteOf(open.value))}
    >
      <p class="trouble" role="alert">{trouble}</p>
      <p class="trouble" id={WHY_NOT}>
        {reader.mayChange && !canAsk(live) &&
          "Alerts can be acknowledged once the page is connected again."}
      </p>
      <Scroller label="Alerts, worst first">
        <div ref={list}>
          {groups.length === 0 && <Nothing icon={<Tick />}>Nothing needs attention.</Nothing>}
          <ul class={all.value ? "rows" : "rows brief"}>
            {groups.map(({ key, ...group }) => <OpenRow key={key} {...group} />)}
          </ul>
          <Folded alerts={acknowledged.value} word="acknowledged" />
          <Folded alerts={snoozed.value} word="snoozed" />
          <Folded alerts={resolved.value} word="resolved" />
        </div>
      </Scroller>
      {groups.length > FIRST && (
        <button
          type="button"
          class="show-all"
          onClick={() => all.value = !all.value}
        >
          {all.value ? `Show ${FIRST}` : `Show all ${groups.length}`}
        </button>
      )}
      <Notify />
    </Card>
  );
}

function useAcknowledgeKey(): void {
  const { live, reader } = useDesk();
  useEffect(() => {
    if (!reader.mayChange) return;
    return onKey("a", "Acknowledge the first alert", () => {
      const [first] = groupAlerts(live.rail.open.peek());
      if (first) acknowledge(live, first.alerts);
    });
  }, []);
}

/** Alerts that are out of the way until somebody looks for them. */
function Folded({ alerts, word }: { alerts: readonly Alert[]; word: string }) {
  if (alerts.length === 0) return null;
  return (
    <details class="folded">
      <summary>{alerts.length} {word}</summary>
      <ul>{alerts.map((alert) => <FoldedRow key={alert.id} alert={alert} />)}</ul>
    </details>
  );
}

function noteOf(open: readonly Alert[]): string {
  const critical = open.filter(({ severity }) => severity === "critical").length;
  if (critical > 0) return `${critical} critical of ${open.length}`;
  return open.length === 0 ? "" : counted(open.length, "alert");
}
