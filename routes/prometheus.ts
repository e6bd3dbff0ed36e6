import type { Context } from "hono";
import { AggregatorRegistry, Counter, Gauge, Registry } from "prom-client";
import type { Services } from "../lib/services.ts";

/** `GET /metrics`: counts for Prometheus, in its text format; those of all workers together. */
export function prometheus(services: Services): (c: Context) => Promise<Response> {
  const registry = registryOf(services);
  const { siblings } = services;
  siblings?.answerWith(() => registry.getMetricsAsJSON());
  return async () => {
    const headers = { "content-type": registry.contentType, "cache-control": "no-store" };
    if (!siblings) return new Response(await registry.metrics(), { headers });
    const all = [await registry.getMetricsAsJSON(), ...await siblings.ask()];
    const sum = AggregatorRegistry.aggregate(all as object[]);
    return new Response(await sum.metrics(), { headers });
  };
}

function registryOf({ streams, hub, visits }: Services): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, read: () => number) => {
    const collect = () => metric.set(read());
    const metric: Gauge = new Gauge({ name, help, registers: [registry], collect });
  };
  const counter = (name: string, help: string, read: () => number) => {
    const collect = () => recount(metric, read());
    const metric: Counter = new Counter({ name, help, registers: [registry], collect });
  };
  const byReason = (name: string, help: string, counts: Readonly<Record<string, number>>) => {
    const collect = () => {
      for (const [reason, count] of Object.entries(counts)) recount(metric, count, { reason });
    };
    const metric: Counter<"reason"> = new Counter({
      name,
      help,
      labelNames: ["reason"],
      registers: [registry],
      collect,
    });
  };
  const { counts } = streams;
  gauge("flashboard_streams_open", "Connections of open streams", () => streams.open);
  gauge("flashboard_dashboards_open", "Open dashboards", () => hub.openDashboards);
  counter("flashboard_streams_opened_total", "Streams let in", () => counts.opened);
  byReason("flashboard_streams_ended_total", "Streams that ended, by reason", counts.ended);
  byReason("flashboard_streams_refused_total", "Streams refused, by limit", counts.refused);
  counter(
    "flashboard_frames_skipped_total",
    "Frames spared dashboards that had fallen behind",
    () => counts.skippedFrames,
  );
  counter(
    "flashboard_dashboards_resynced_total",
    "Whole boards sent to dashboards that had caught up",
    () => counts.resynced,
  );
  byReason(
    "flashboard_visits_ignored_total",
    "Visits of pages that did not count: crawlers', and too many of one address",
    visits.ignored,
  );
  return registry;
}

/** Our own counts are the truth; a metric shows what they are when it is asked for. */
function recount(metric: Counter, count: number, labels: Record<string, string> = {}): void {
  metric.remove(labels);
  metric.inc(labels, count);
}
