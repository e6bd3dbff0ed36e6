import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { Alert } from "../../lib/alert.ts";
import type { Live } from "../../lib/live.ts";
import { useDesk } from "./context.ts";

const MINUTE_MS = 60_000;

/** For how long an alert can be put off: until an instant in ms since 1970 UTC. */
const SPANS: { text: string; until(live: Live): number }[] = [
  { text: "15 min", until: (live) => live.now() + 15 * MINUTE_MS },
  { text: "1 hour", until: (live) => live.now() + 60 * MINUTE_MS },
  { text: "Tomorrow", until: ({ cells }) => Date.parse(cells.day.value.end) },
];

/** Where it is said why nothing can be asked of the server. */
export const WHY_NOT = "why-no-triage";

/** Whether the server can be asked for anything. */
export function canAsk({ connection }: Live): boolean {
  return connection.value !== "stale" && connection.value !== "offline";
}

/** Says on every dashboard that somebody sees to these alerts. */
export function acknowledge(live: Live, alerts: readonly Alert[]): void {
  if (canAsk(live)) void live.rail.change(alerts, { acknowledged: true, snoozedUntil: null });
}

/** Opens alerts again that were acknowledged or snoozed. */
export function reopen(live: Live, alerts: readonly Alert[]): void {
  if (canAsk(live)) void live.rail.change(alerts, { acknowledged: false, snoozedUntil: null });
}

function snooze(live: Live, alerts: readonly Alert[], until: number): void {
  const snoozedUntil = new Date(until).toISOString();
  if (canAsk(live)) void live.rail.change(alerts, { acknowledged: false, snoozedUntil });
}

interface TriageProps {
  alerts: readonly Alert[];
  /** What they are called together. */
  title: string;
}

/** Acknowledge, or snooze for one of three spans. */
export function Triage({ alerts, title }: TriageProps) {
  const { live, reader } = useDesk();
  const isOpen = useSignal(false);
  const box = useRef<HTMLDivElement>(null);

  function onKeyDown({ key }: KeyboardEvent): void {
    if (key !== "Escape" || !isOpen.value) return;
    isOpen.value = false;
    box.current?.querySelector<HTMLElement>('[data-act="snooze"]')?.focus();
  }

  if (!reader.mayChange) return null;
  return (
    <div class="triage" data-of={title} ref={box} onKeyDown={onKeyDown}>
      <Act act="acknowledge" of={title} onAct={() => acknowledge(live, alerts)}>Acknowledge</Act>
      <Act
        act="snooze"
        of={title}
        expanded={isOpen.value}
        onAct={() => isOpen.value = !isOpen.value}
      >
        Snooze
      </Act>
      {isOpen.value && <Spans alerts={alerts} title={title} />}
    </div>
  );
}

function Spans({ alerts, title }: TriageProps) {
  const { live } = useDesk();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector("button")?.focus(), []);
  return (
    <div class="spans" ref={box} role="group" aria-label={`Snooze ${title} for how long`}>
      {SPANS.map(({ text, until }) => (
        <Act
          key={text}
          act="span"
          onAct={() => snooze(live, alerts, until(live))}
        >
          {text}
        </Act>
      ))}
    </div>
  );
}

interface ActProps {
  /** Names the control in every row. */
  act: string;
  /** What it is done to, for those who hear one button at a time. */
  of?: string;
  expanded?: boolean;
  onAct: () => void;
  children: string;
}

/** A button that keeps the focus when it cannot be used, and says why. */
export function Act({ act, of, expanded, onAct, children }: ActProps) {
  const isOff = !canAsk(useDesk().live);
  return (
    <button
      type="button"
      data-act={act}
      aria-label={of && `${children}: ${of}`}
      aria-expanded={expanded}
      aria-disabled={isOff || undefined}
      aria-describedby={isOff ? WHY_NOT : undefined}
      onClick={() => !isOff && onAct()}
    >
      {children}
    </button>
  );
}
