import type { ComponentChild } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { Card } from "./card.tsx";
import { Retry, Skeleton } from "./chart/states.tsx";
import { useDesk } from "./context.ts";

/** How far below the window the chart is when it is fetched, so that it is there when it is scrolled to. */
const MARGIN = "300px";

/** Orders or revenue a minute, today against another day. Its code comes when the chart is near. */
export function Chart() {
  const { openHistory } = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const panel = useSignal<ComponentChild>(null);
  const failed = useSignal(false);

  async function load() {
    failed.value = false;
    try {
      const [history, { Panel }] = await Promise.all([openHistory(), import("./chart/panel.tsx")]);
      panel.value = <Panel history={history} />;
    } catch {
      failed.value = true;
    }
  }

  useEffect(() => whenNear(box.current, load), []);
  return (
    <div class="chart-box" ref={box}>
      {panel.value ?? (
        <Card name="chart" title="Orders a minute" counted="chart">
          {failed.value ? <Retry onRetry={load} /> : <Skeleton />}
        </Card>
      )}
    </div>
  );
}

/** Calls `act` once, when an element comes near the window of a page that is looked at. */
function whenNear(element: HTMLElement | null, act: () => void): () => void {
  if (!element) return () => {};
  const observer = new IntersectionObserver((seen) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    act();
  }, { rootMargin: MARGIN });
  observer.observe(element);
  return () => observer.disconnect();
}
