import type { ComponentChild, ComponentChildren } from "preact";
import { useComputed } from "@preact/signals";
import type { Alert, Severity } from "../../lib/alert.ts";
import { type AlertGroup, namesOf } from "./alert_groups.ts";
import { AskToPause } from "./ask_to_pause.tsx";
import { useDesk } from "./context.ts";
import { timeInDay } from "./format.ts";
import { Info, Stop, Warning } from "./icons.tsx";
import { Act, reopen, Triage } from "./triage.tsx";

const KINDS: Record<Severity, { word: string; icon: () => ComponentChild }> = {
  critical: { word: "Critical", icon: Stop },
  warning: { word: "Warning", icon: Warning },
  info: { word: "Info", icon: Info },
};

/** An alert that nobody sees to yet, or many of a kind. */
export function OpenRow({ alerts, title }: Omit<AlertGroup, "key">) {
  const { mayChange } = useDesk().reader;
  const [newest] = alerts;
  const { productId } = newest;
  const isGroup = alerts.length > 1;
  return (
    <Row alert={newest} id={isGroup ? undefined : newest.id}>
      <p class="title">{title}</p>
      {isGroup
        ? (
          <details>
            <summary>{namesOf(alerts)}</summary>
            <ul>
              {alerts.map((alert) => (
                <OpenRow
                  key={alert.id}
                  alerts={[alert]}
                  title={alert.title}
                />
              ))}
            </ul>
          </details>
        )
        : (
          <p class="message">
            {newest.message}
            {mayChange && productId && (
              <>
                {" "}
                <AskToPause productId={productId} name={namesOf(alerts)} />
              </>
            )}
          </p>
        )}
      <Triage alerts={alerts} title={title} />
    </Row>
  );
}

/** One that somebody sees to, that is put off, or that is over. */
export function FoldedRow({ alert }: { alert: Alert }) {
  const { live, reader } = useDesk();
  const { title, acknowledged, snoozedUntil, resolvedAt } = alert;
  return (
    <Row alert={alert} id={alert.id}>
      <p class="title">{title}</p>
      <p class="message">
        {resolvedAt
          ? (
            <>
              Resolved at <Time at={resolvedAt} />
            </>
          )
          : acknowledged
          ? (
            <>
              Acknowledged at <Time at={acknowledged.at} />
            </>
          )
          : snoozedUntil && (
            <>
              Snoozed until <Time at={snoozedUntil} />
            </>
          )}
      </p>
      {reader.mayChange && !resolvedAt && (
        <div class="triage">
          <Act act="reopen" of={title} onAct={() => reopen(live, [alert])}>Open again</Act>
        </div>
      )}
    </Row>
  );
}

interface RowProps {
  alert: Alert;
  id: string | undefined;
  children: ComponentChildren;
}

function Row({ alert: { severity, at }, id, children }: RowProps) {
  const { word, icon: Icon } = KINDS[severity];
  return (
    <li class={`alert ${severity}`} data-row data-alert={id}>
      <span class="mark">
        <Icon />
      </span>
      <div>
        <p class="alert-head">
          <span class="kind">{word}</span> <Time at={at} />
        </p>
        {children}
      </div>
    </li>
  );
}

function Time({ at }: { at: string }) {
  const { cells } = useDesk().live;
  const time = useComputed(() => timeInDay(at, cells.day.value.start, cells.timeZone.value));
  return <time dateTime={at}>{time}</time>;
}
