import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Publication } from "../../lib/command.ts";
import { FlashboardError } from "../../lib/error.ts";
import { parseExact } from "../../lib/hooks/payload.ts";
import type { About, Delivery } from "../../lib/hooks/source.ts";
import { isSource, type SourceName, SOURCES } from "../../lib/hooks/sources.ts";
import { fingerprintOf } from "../../lib/schema.ts";
import type { Services } from "../../lib/services.ts";
import type { Peer } from "../../lib/web/outlet.ts";

const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** What a source is told: what was counted, or why nothing was. */
interface Answer {
  accepted: number;
  duplicates: number;
  ignored?: string;
}

/** Refuses a delivery over 5 MiB before all of it is read. */
export function limitDelivery() {
  return bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError() {
      throw new FlashboardError("too_large", "A delivery has at most 5 MiB");
    },
  });
}

/** `POST /api/hooks/{source}`: webhooks as shops' own systems send and sign them. */
export function hooks(services: Services): (c: Context<{ Bindings: Peer }>) => Promise<Response> {
  const { hookSecrets } = services.config;
  return async (c) => {
    const name = c.req.param("source") ?? "";
    if (!isSource(name) || hookSecrets[name].length === 0) {
      throw new FlashboardError("not_found", `Nothing is at ${c.req.path}`);
    }
    if (c.req.method !== "POST") {
      throw new FlashboardError("method_not_allowed", "Webhooks are sent with POST");
    }
    const delivery = await deliveryOf(c, services);
    return Response.json(await take(name, delivery, services, c.env.requestId));
  };
}

async function deliveryOf(c: Context, { clock }: Services): Promise<Delivery> {
  return {
    header: (header) => c.req.header(header) ?? null,
    body: new Uint8Array(await c.req.arrayBuffer()),
    receivedAt: clock.now(),
  };
}

async function take(
  name: SourceName,
  delivery: Delivery,
  services: Services,
  requestId: string | undefined,
): Promise<Answer> {
  const source = SOURCES[name];
  if (source.isPing?.(delivery)) return nothing("it is a ping");
  let topic: string | undefined;
  try {
    source.verify(delivery, services.config.hookSecrets[name]);
    const payload = parseExact(delivery.body);
    const about = source.describe(delivery, payload);
    topic = about.topic.slice(0, 100);
    const told = source.translate(payload, about, { ...services.config, ...services.store() });
    const answer = "ignored" in told
      ? nothing(told.ignored)
      : await publish({ ...told, ...idempotencyOf(name, about) }, services);
    services.sources.noteTaken(name, about.eventAt);
    return answer;
  } catch (error) {
    if (!(error instanceof FlashboardError)) throw error;
    const { code, message: reason, pointer } = error;
    services.sources.noteRefused(name, error);
    services.refusals.tell(`hook ${name} ${code} ${pointer}`, "A webhook's delivery was refused", {
      source: name,
      topic,
      reason,
      pointer,
      requestId,
    });
    if (source.givesUp && isForGood(error)) return nothing(reason);
    throw error;
  }
}

/** Sent again it would be refused again, and a source that counts failures would drop the hook for it. */
function isForGood({ code }: FlashboardError): boolean {
  return code === "bad_json" || code === "invalid" || code === "conflict";
}

async function publish(publication: Publication, { ingest }: Services): Promise<Answer> {
  const { receipt: { accepted, duplicates, rejected } } = await ingest.publish(publication);
  const [rejection] = rejected;
  if (!rejection) return { accepted, duplicates };
  const { code, detail, pointer } = rejection;
  if (accepted + duplicates === 0) throw new FlashboardError(code, detail, { pointer });
  return { accepted, duplicates, ignored: detail };
}

/** A delivery counts once by its name, whatever it holds the second time. */
function idempotencyOf(source: SourceName, { id }: About): Pick<Publication, "idempotency"> {
  if (id === null) return {};
  const key = `hook ${source} ${id.length <= 300 ? id : fingerprintOf(id)}`;
  return { idempotency: { key, fingerprint: "delivery" } };
}

function nothing(ignored: string): Answer {
  return { accepted: 0, duplicates: 0, ignored };
}
