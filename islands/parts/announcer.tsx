import { useEffect } from "preact/hooks";
import { effect, type Signal, useSignal } from "@preact/signals";
import type { Alert } from "../../lib/alert.ts";
import { every } from "../../lib/clock.ts";
import { isCurrent, type Live, type LiveState } from "../../lib/live.ts";
import { followReturns } from "./returns.ts";
import { type Desk, useDesk } from "./context.ts";
import { counted, money, timeOf } from "./format.ts";
import { backWords } from "./note.tsx";
import { createQueue } from "./queue.ts";
import { soundOn } from "./sound.tsx";
import { speakTriage } from "./speak_triage.ts";

const SUMMARY_MS = 30_000;
const ALERT_GAP_MS = 5_000;
const ALERTS_IN_A_ROW = 3;

/** Speaks to screen readers: the state of the connection, now and then the numbers, critical alerts. */
export function Announcer() {
  const desk = useDesk();
  const status = useSignal("");
  const alert = useSignal("");
  useEffect(() => {
    const ends = [
      speakConnection(desk, status),
      speakSummary(desk, status),
      speakAlerts(desk, alert),
      speakTriage(desk, status),
      speakSound(status),
      countInTitle(desk.live),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  return (
    <div class="spoken">
      <p role="status">{status}</p>
      <p role="alert">{alert}</p>
    </div>
  );
}

const CONNECTION_WORDS: Partial<Record<LiveState, string>> = {
  polling: "The live stream is held back. The numbers come every two seconds.",
  stale: "The connection is silent. The numbers are getting old.",
  offline: "Offline. The numbers are old. There is a button to try again now.",
};

function speakConnection({ live, clock }: Desk, status: Signal<string>): () => void {
  let lastTold: LiveState = "live";
  const stopLosses = live.connection.subscribe((state) => {
    const words = CONNECTION_WORDS[state];
    if (!words || state === lastTold) return;
    lastTold = state;
    status.value = words;
  });
  const stopReturns = followReturns(live, clock, (replayed) => {
    lastTold = "live";
    status.value = `${backWords(replayed)}.`;
  });
  return () => {
    stopLosses();
    stopReturns();
  };
}

function speakSummary({ live, clock }: Desk, status: Signal<string>): () => void {
  let lastTold = summary(live);
  return every(clock, SUMMARY_MS, () => {
    const text = summary(live);
    if (!isCurrent(live.connection.peek()) || document.hidden || text === lastTold) return;
    lastTold = text;
    status.value = `${timeOf(live.lastAt.peek(), live.cells.timeZone.peek()).slice(0, 5)}, ${text}`;
  });
}

function summary({ cells, rail }: Live): string {
  const orders = counted(cells.ordersToday.peek(), "order");
  const revenue = money(cells.revenueToday.peek(), cells.currency.peek());
  return `${orders}, ${revenue}, ${counted(rail.open.peek().length, "alert")}`;
}

function speakAlerts({ live, clock }: Desk, alert: Signal<string>): () => void {
  const tell = createQueue<Alert>({
    clock,
    gapMs: ALERT_GAP_MS,
    most: ALERTS_IN_A_ROW,
    say: ({ title, message }) => alert.value = `${title}. ${message}`,
    sayMore: (count) => alert.value = `And ${count} more critical alerts.`,
  });
  return live.onAlert((raised) => {
    if (raised.severity === "critical" && isCurrent(live.connection.peek())) tell(raised);
  });
}

function speakSound(status: Signal<string>): () => void {
  let before = soundOn.peek();
  return soundOn.subscribe((isOn) => {
    if (isOn !== before) status.value = isOn ? "Sound is on." : "Sound is off.";
    before = isOn;
  });
}

/** `(2) My shop`, and the badge of an installed page: the critical alerts that nobody sees to yet. */
function countInTitle({ rail }: Live): () => void {
  const title = document.title;
  return effect(() => {
    const count = rail.open.value.filter(({ severity }) => severity === "critical").length;
    document.title = count > 0 ? `(${count}) ${title}` : title;
    // A page that is not installed may have none to set.
    if ("setAppBadge" in navigator) void navigator.setAppBadge(count).catch(() => {});
  });
}
