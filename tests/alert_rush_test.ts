import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Alert } from "../lib/alert.ts";
import { addAlert, mostNeeded, resolveAlerts } from "../lib/alert_list.ts";
import { emptyBoard, type Section } from "../lib/board.ts";
import { createStore } from "../lib/cells.ts";
import { Calendar } from "../lib/day.ts";
import { Lists } from "../lib/lists.ts";
import { viewMetrics } from "../lib/metrics.ts";
import { FakeClock } from "./fake_clock.ts";

const ALERTS = new Set<Section>(["alerts"]);
const FRAME_MS = 50;

/** A board, and a page that gets its alerts as frames have room for them. */
function openPage() {
  const [clock, board] = [new FakeClock(), emptyBoard()];
  const lists = new Lists(clock);
  const now = clock.now();
  const initial = viewMetrics(board, {
    ...{ position: { epoch: "e", seq: 0 }, now, day: new Calendar("UTC").dayOf(now) },
    ...{ activeUsers: 0, storeName: "Mugs", currency: "USD", timeZone: "UTC" },
  });
  const { cells, patch } = createStore(initial, (run) => run(), (run) => run());
  let raised = 0;
  const note = () => lists.note({ seq: 0, channel: "alerts", at: "", data: {} }, ["alerts"]);
  return {
    board,
    shown: () => cells.alerts.value,
    raise(severity: Alert["severity"]) {
      const id = `a${++raised}`;
      const at = new Date(clock.now()).toISOString();
      addAlert(board.alerts, { id, title: "Out", message: "x".repeat(40), severity, at });
      note();
    },
    end(place: number) {
      const ended = board.alerts[place % board.alerts.length]?.id;
      resolveAlerts(board.alerts, new Date(clock.now()).toISOString(), ({ id }) => id === ended);
      note();
    },
    /** @returns Whether the page now knows all of it. */
    frame(): boolean {
      clock.advance(FRAME_MS);
      const news = lists.due().includes("alerts") ? lists.take(ALERTS, board).alerts : null;
      if (news) patch(news.whole, { alerts: news.alerts });
      return news !== null;
    },
  };
}

const severity = fc.constantFrom<Alert["severity"]>("critical", "warning", "info");
/** What comes within a frame: more than frames may carry. */
const rush = fc.array(
  fc.record({
    raised: fc.array(severity, { maxLength: 4 }),
    ended: fc.array(fc.nat(), { maxLength: 2 }),
  }),
  { minLength: 200, maxLength: 400, size: "max" },
);

Deno.test("alert rush: no page shows one as open that is over, and afterwards each shows the fifty most needed", () => {
  fc.assert(
    fc.property(rush, (steps) => {
      const page = openPage();
      for (const { raised, ended } of steps) {
        raised.forEach((severity) => page.raise(severity));
        ended.forEach((place) => page.end(place));
        if (!page.frame()) continue;
        const open = page.board.alerts.filter(({ resolvedAt }) => !resolvedAt);
        const ids = new Set(open.map(({ id }) => id));
        const over = page.shown().filter(({ id, resolvedAt }) => !resolvedAt && !ids.has(id));
        assert.equal(over.map(({ id }) => id).join(), "");
      }
      for (let ms = 0; ms < 60_000; ms += FRAME_MS) page.frame();
      assert.deepEqual(page.shown(), mostNeeded(page.board.alerts));
    }),
    // A smaller rush would say no more, and takes minutes to find.
    { numRuns: 20, endOnFailure: true },
  );
});
