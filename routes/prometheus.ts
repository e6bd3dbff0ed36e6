import type { Context } from "hono";
import { AggregatorRegistry } from "prom-client";
import type { Services } from "../lib/services.ts";
import type { SourceRecord } from "../lib/source_record.ts";
import { Meters } from "../lib/web/meters.ts";

/** `GET /metrics`: counts for Prometheus, in its text format; those of all workers together. */
export function prometheus(services: Services): (c: Context) => Promise<Response> {
  const { registry } = metersOf(services);
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

function metersOf(services: Services): Meters {
  const meters = new Meters();
  publishing(meters, services);
  committing(meters, services);
  delivering(meters, services);
  streaming(meters, services);
  health(meters, services);
  return meters;
}

function publishing(meters: Meters, { ingest, refusals, visits }: Services): void {
  meters.counts(
    "flashboard_items_total",
    "Published items that were written, by outcome",
    "outcome",
    () => ingest.counts,
  );
  meters.counts(
    "flashboard_publishes_refused_total",
    "Publish requests that were refused, by reason",
    "reason",
    () => refusals.counts,
  );
  meters.counts(
    "flashboard_visits_ignored_total",
    "Visits of pages that did not count: crawlers', and too many of one address",
    "reason",
    () => visits.ignored,
  );
}

function committing(meters: Meters, { ingest }: Services): void {
  meters.gauge("flashboard_items_waiting", "Items that wait to be written", () => ingest.waiting);
  const items = meters.histogram(
    "flashboard_commit_items",
    "Items written in one transaction",
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
  );
  const seconds = meters.histogram(
    "flashboard_commit_seconds",
    "How long a transaction took",
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
  );
  ingest.watch((count, tookMs) => {
    items.observe(count);
    seconds.observe(tookMs / 1_000);
  });
}

function delivering(meters: Meters, { sources }: Services): void {
  const each = (read: (record: SourceRecord) => number) => () => {
    return Object.fromEntries([...sources.here].map(([source, record]) => [source, read(record)]));
  };
  meters.counts(
    "flashboard_source_deliveries_total",
    "Webhook deliveries that were taken, by source",
    "source",
    each(({ deliveries }) => deliveries),
  );
  meters.counts(
    "flashboard_source_failures_total",
    "Webhook deliveries that were refused, by source",
    "source",
    each(({ failures }) => failures),
  );
  meters.gauges(
    "flashboard_source_lag_seconds",
    "How long before it came the last delivery's event happened, by source",
    "source",
    each(({ lagMs }) => (lagMs ?? 0) / 1_000),
  );
}

function streaming(meters: Meters, { streams, hub }: Services): void {
  const { counts } = streams;
  meters.gauge("flashboard_streams_open", "Connections of open streams", () => streams.open);
  meters.gauge("flashboard_dashboards_open", "Open dashboards", () => hub.openDashboards);
  meters.counter("flashboard_streams_opened_total", "Streams let in", () => counts.opened);
  meters.counts(
    "flashboard_streams_ended_total",
    "Streams that ended, by reason",
    "reason",
    () => counts.ended,
  );
  meters.counts(
    "flashboard_streams_refused_total",
    "Streams refused, by limit",
    "reason",
    () => counts.refused,
  );
  meters.counter(
    "flashboard_frames_total",
    "Frames told to dashboards, each once for all of them",
    () => hub.framesSent,
  );
  meters.counter(
    "flashboard_frames_skipped_total",
    "Frames spared dashboards that had fallen behind",
    () => counts.skippedFrames,
  );
  meters.counter(
    "flashboard_dashboards_resynced_total",
    "Whole boards sent to dashboards that had caught up",
    () => counts.resynced,
  );
}

function health(meters: Meters, { hub, bus, config, clock, trouble }: Services): void {
  meters.gauge("flashboard_log_position", "Last event folded into the board", () => {
    return hub.position.seq;
  }, "max");
  meters.gauge(
    "flashboard_board_age_seconds",
    "Since the board was last known to be all there is",
    () => Math.max(0, clock.now() - hub.currentAt) / 1_000,
    "max",
  );
  meters.gauge("flashboard_postgres_up", "Whether the log can be read", () => {
    return trouble() === null ? 1 : 0;
  }, "min");
  if (config.redisUrl === null) return;
  meters.gauge(
    "flashboard_redis_up",
    "Whether servers hear of each other through Redis",
    () => bus.connected ? 1 : 0,
    "min",
  );
}
