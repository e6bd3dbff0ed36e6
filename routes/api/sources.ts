import type { Services } from "../../lib/services.ts";
import { emptyRecord, lastFailure, type SourceRecord } from "../../lib/source_record.ts";
import { missed, SOURCE_STATES, type SourceState, sourceState } from "../../lib/source_state.ts";
import { counted, duration, rate, timeInDay } from "../../islands/parts/format.ts";

const NAMES: Readonly<Record<string, string>> = {
  shopify: "Shopify",
  woocommerce: "WooCommerce",
  stripe: "Stripe",
  standard: "Standard Webhooks",
  cloudevents: "CloudEvents",
};

/** How a source fares, for programs and in words. */
export interface SourceView {
  source: string;
  /** Whether its deliveries are taken: it has a secret, or needs none and is in use. */
  configured: boolean;
  state: SourceState;
  /** `WooCommerce 41 s behind`; times are the shop's. */
  says: string;
  lastDeliveryAt: string | null;
  lastEventAt: string | null;
  /** How long before it came the last delivery's event happened, in ms. */
  lagMs: number | null;
  deliveries: number;
  failures: number;
  lastFailure: { at: string; reason: string } | null;
}

/** `GET /api/sources`: how the webhooks of each source fare, on all servers together; worst first. */
export function sources(services: Services): () => Promise<Response> {
  return async () => {
    const headers = { "cache-control": "no-store" };
    return Response.json({ sources: viewSources(await services.sources.all(), services) }, {
      headers,
    });
  };
}

function viewSources(records: readonly SourceRecord[], services: Services): SourceView[] {
  const views = Object.keys(NAMES).map((source) => {
    const record = records.find((one) => one.source === source) ?? emptyRecord(source);
    return viewSource(record, services);
  });
  return views.sort((a, b) => SOURCE_STATES.indexOf(a.state) - SOURCE_STATES.indexOf(b.state));
}

function viewSource(record: SourceRecord, services: Services): SourceView {
  const { source, deliveredAt, eventAt, lagMs, deliveries, failures } = record;
  const failure = lastFailure(record);
  const secrets: Readonly<Record<string, string[]>> = { ...services.config.hookSecrets };
  const isOff = secrets[source]?.length === 0;
  const state = isOff ? "off" : sourceState(record, services.clock.now());
  return {
    source,
    configured: secrets[source] ? !isOff : deliveries + failures > 0,
    state,
    says: `${NAMES[source]}${words(record, state, services)}`,
    lastDeliveryAt: deliveredAt === null ? null : isoOf(deliveredAt),
    lastEventAt: eventAt === null ? null : isoOf(eventAt),
    lagMs,
    deliveries,
    failures,
    lastFailure: failure && { at: isoOf(failure.at), reason: failure.reason },
  };
}

function words(record: SourceRecord, state: SourceState, { clock, calendar, config }: Services) {
  const { deliveredAt, failuresInARow, unsignedInARow, lagMs } = record;
  const failure = lastFailure(record);
  const now = clock.now();
  const time = (at: number) => {
    return timeInDay(isoOf(at), isoOf(calendar.dayOf(now).start), config.timeZone);
  };
  if (state === "failing" && failure) {
    return `: ${counted(failuresInARow || unsignedInARow, "failure")}, last ${time(failure.at)}`;
  }
  if (state === "off") return ": not set up";
  if (deliveredAt === null) return ": nothing came yet";
  const silence = now - deliveredAt;
  if (state === "silent") {
    return ` silent for ${duration(silence)}, usually ${rate(silence / missed(record, now))}`;
  }
  return state === "late" ? ` ${duration(lagMs ?? 0)} behind` : `: last came ${time(deliveredAt)}`;
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
