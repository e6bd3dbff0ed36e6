import { useEffect } from "preact/hooks";
import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import { every } from "../../lib/clock.ts";
import { Latency, type Percentiles } from "../../lib/latency.ts";
import { Counted } from "./counted.tsx";
import { type Desk, useDesk } from "./context.ts";
import { latency as words } from "./format.ts";

/** How long orders take from accepted to painted; nothing until one was, or while the page is held. */
export function LatencyNow() {
  const { gate, live } = useDesk();
  const now = useLatency().value;
  if (!now || !gate.isOpen.value || live.connection.value !== "live") return null;
  return (
    <span class="latency">
      <span class="spoken">Order to page:</span>
      <span data-latency="p50">{words(now.p50)}</span>{" "}
      <span class="p99">
        p99 <span data-latency="p99">{words(now.p99)}</span>
      </span>
      <Counted of="latency" />
    </span>
  );
}

function useLatency(): ReadonlySignal<Percentiles | null> {
  const desk = useDesk();
  const shown = useSignal<Percentiles | null>(null);
  useEffect(() => measure(desk, shown), []);
  return shown;
}

function measure({ live, clock, gate }: Desk, shown: Signal<Percentiles | null>): () => void {
  const latency = new Latency();
  const forget = () => latency.forget();
  const take = () => {
    const painting = latency.take();
    if (painting.accepted.length === 0) return;
    nextFrame(() => latency.painted(painting, live.now() + leastWayMs()));
  };
  document.addEventListener("visibilitychange", forget);
  const ends = [
    live.onUpdate((update) => {
      latency.told(update);
      if (document.hidden || !gate.isOpen.peek()) forget();
    }),
    live.cells.recentOrders.subscribe(take),
    gate.isOpen.subscribe(forget),
    every(clock, 1_000, () => shown.value = latency.percentiles(live.now())),
    () => document.removeEventListener("visibilitychange", forget),
  ];
  return () => ends.forEach((end) => end());
}

/**
 * Runs when the frame that is being made now is on its way to the screen. Repaints run at the start of a
 * frame, so the start of the next one is the second after the news came: at most a frame too late, and
 * never too early. Paint timings would tell it exactly, but only of an element's first paint, and only
 * in Chromium.
 */
function nextFrame(run: () => void): void {
  requestAnimationFrame(run);
}

/**
 * The least time in ms from the server to here, as half of the quickest answer that this page had. The
 * server's clock is known but for it.
 */
function leastWayMs(): number {
  const answers = ["navigation", "resource"]
    .flatMap((type) => performance.getEntriesByType(type) as PerformanceResourceTiming[])
    .filter(({ requestStart, transferSize }) => requestStart > 0 && transferSize > 0)
    .map(({ requestStart, responseStart }) => responseStart - requestStart);
  return answers.length > 0 ? Math.min(...answers) / 2 : 0;
}
