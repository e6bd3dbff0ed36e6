import { useEffect, useRef } from "preact/hooks";
import { effect, type Signal, useSignal } from "@preact/signals";
import type { Alert } from "../../lib/alert.ts";
import { isCurrent, type Live } from "../../lib/live.ts";
import { type Desk, useDesk } from "./context.ts";
import { Bell } from "./icons.tsx";
import { createQueue } from "./queue.ts";
import { recall, remember } from "./memory.ts";

/** `explained` once the reader was told what it is about; `none` where there are no notifications. */
type State = "unknown" | "none" | "off" | "explained" | "on" | "denied";

/** Lets the reader be called when an alert is raised. Asks for it on a click and never before. */
export function Notify() {
  const desk = useDesk();
  const state = useSignal<State>("unknown");
  useEffect(() => {
    state.value = stateNow();
    const shown = new Map<string, Notification>();
    const call = caller(desk, state, shown);
    const ends = [
      desk.live.onAlert((alert) => state.peek() === "on" && call(alert)),
      closeHandled(desk.live, shown),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  if (state.value === "none") return null;
  if (state.value === "unknown") return <div class="notify" />;
  return (
    <div class="notify">
      {state.value === "on"
        ? <Switch text="Notifications are on. Turn off" onClick={() => choose(state, "off")} />
        : <Switch text="Notify me of alerts" onClick={() => state.value = afterClick()} />}
      {state.value === "explained" && <Explanation state={state} />}
      {state.value === "denied" && <Undo />}
    </div>
  );
}

function Switch({ text, onClick }: { text: string; onClick: () => void }) {
  return (
    <button type="button" class="notify-switch" onClick={onClick}>
      <Bell /> {text}
    </button>
  );
}

function Explanation({ state }: { state: Signal<State> }) {
  const allow = useRef<HTMLButtonElement>(null);
  useEffect(() => allow.current?.focus(), []);
  return (
    <div class="sheet">
      <p>
        When an alert is raised, this computer shows it, even while another window is in front. It
        works as long as this page is open. Your browser asks you once.
      </p>
      <button type="button" class="main" ref={allow} onClick={() => ask(state)}>
        Allow notifications
      </button>
      <button type="button" onClick={() => state.value = "off"}>Not now</button>
    </div>
  );
}

function Undo() {
  return (
    <p class="sheet" role="status">
      This browser blocks notifications from this page. To undo that, click the icon left of the
      address, set notifications to "Allow" and load the page again.
    </p>
  );
}

function stateNow(): State {
  if (!("Notification" in globalThis) || !isSecureContext) return "none";
  return Notification.permission === "granted" && recall("notify") === "on" ? "on" : "off";
}

function afterClick(): State {
  if (Notification.permission === "denied") return "denied";
  if (Notification.permission === "default") return "explained";
  remember("notify", "on");
  return "on";
}

function choose(state: Signal<State>, choice: "on" | "off"): void {
  remember("notify", choice);
  state.value = choice;
}

async function ask(state: Signal<State>): Promise<void> {
  const answer = await Notification.requestPermission();
  if (answer === "granted") choose(state, "on");
  else state.value = answer === "denied" ? "denied" : "off";
}

/** Shows alerts a few at a time; what waits when the connection is lost is not shown: it is old news. */
function caller(
  { live, clock }: Desk,
  state: Signal<State>,
  open: Map<string, Notification>,
): (alert: Alert) => void {
  const show = (title: string, options: NotificationOptions & { tag: string }) => {
    if (state.peek() !== "on" || !isCurrent(live.connection.peek())) return;
    try {
      const shown = new Notification(title, { icon: "/assets/favicon.svg", ...options });
      shown.onclick = () => globalThis.focus();
      shown.onclose = () => open.delete(options.tag);
      open.set(options.tag, shown);
    } catch {
      // Browsers of phones know notifications but let only a service worker show them.
      state.value = "none";
    }
  };
  return createQueue<Alert>({
    clock,
    gapMs: 1_000,
    most: 3,
    say(alert) {
      const { id, title, message, severity } = alert;
      // While it waited somebody may have seen to it, or it may have passed.
      if (handledOf(live).has(id)) return;
      show(title, { body: message, tag: id, requireInteraction: severity === "critical" });
    },
    sayMore: (count) => show(`And ${count} more`, { tag: "more" }),
  });
}

/** Takes a call back once somebody, here or elsewhere, sees to the alert or puts it off, or it is over. */
function closeHandled(live: Live, shown: Map<string, Notification>): () => void {
  return effect(() => {
    for (const id of handledOf(live)) {
      shown.get(id)?.close();
      shown.delete(id);
    }
  });
}

/** The alerts of the board that nobody need be called for. */
function handledOf({ cells, rail }: Live): Set<string> {
  const handled = new Set(cells.alerts.value.map(({ id }) => id));
  for (const { id } of rail.open.value) handled.delete(id);
  return handled;
}
