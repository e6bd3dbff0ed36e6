import type { ComponentChild } from "preact";
import { useComputed, useSignal } from "@preact/signals";
import type { Alert, Severity } from "../../lib/alert.ts";
import { Card, Nothing, Scroller } from "./card.tsx";
import { useDesk } from "./context.ts";
import { counted, timeInDay } from "./format.ts";
import { Info, Stop, Tick, Warning } from "./icons.tsx";
import { Notify } from "./notify.tsx";

const KINDS: Record<Severity, { rank: number; word: string; icon: () => ComponentChild }> = {
  critical: { rank: 0, word: "Critical", icon: Stop },
  warning: { rank: 1, word: "Warning", icon: Warning },
  info: { rank: 2, word: "Info", icon: Info },
};

/** How many a phone lists before it is asked for all: the numbers come below. */
const FIRST = 3;

/** What somebody should look at, worst first and the newest of them first. */
export function Alerts() {
  const { cells } = useDesk().live;
  const all = useSignal(false);
  const alerts = useComputed(() => worstFirst(cells.alerts.value));
  const note = useComputed(() => noteOf(cells.alerts.value));
  return (
    <Card name="alerts" title="Alerts" counted="alerts" note={note}>
      {alerts.value.length === 0 && <Nothing icon={<Tick />}>Nothing needs attention.</Nothing>}
      {alerts.value.length > 0 && (
        <Scroller label="Alerts, worst first">
          <ul class={all.value ? "" : "brief"}>
            {alerts.value.map((alert) => <Item key={alert.id} alert={alert} />)}
          </ul>
        </Scroller>
      )}
      {alerts.value.length > FIRST && (
        <button
          type="button"
          class="show-all"
          onClick={() => all.value = !all.value}
        >
          {all.value ? `Show ${FIRST}` : `Show all ${alerts.value.length}`}
        </button>
      )}
      <Notify />
    </Card>
  );
}

function worstFirst(alerts: readonly Alert[]): Alert[] {
  return [...alerts].sort((a, b) => KINDS[a.severity].rank - KINDS[b.severity].rank);
}

function noteOf(alerts: readonly Alert[]): string {
  const critical = alerts.filter(({ severity }) => severity === "critical").length;
  if (critical > 0) return `${critical} critical of ${alerts.length}`;
  return alerts.length === 0 ? "" : counted(alerts.length, "alert");
}

function Item({ alert }: { alert: Alert }) {
  const { cells } = useDesk().live;
  const { title, message, severity, at } = alert;
  const { word, icon: Icon } = KINDS[severity];
  const time = useComputed(() => timeInDay(at, cells.day.value.start, cells.timeZone.value));
  return (
    <li class={`alert ${severity}`} data-alert={alert.id}>
      <span class="mark">
        <Icon />
      </span>
      <div>
        <p class="alert-head">
          <span class="kind">{word}</span> <time dateTime={at}>{time}</time>
        </p>
        <p class="title">{title}</p>
        <p class="message">{message}</p>
      </div>
    </li>
  );
}
