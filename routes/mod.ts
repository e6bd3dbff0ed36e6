import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { FlashboardError } from "../lib/error.ts";
import type { Services } from "../lib/services.ts";
import { admission } from "../lib/web/admission.ts";
import { assets } from "../lib/web/assets.ts";
import { passwordGuard } from "../lib/web/guard.ts";
import type { App, Peer } from "../lib/web/outlet.ts";
import { problem } from "../lib/web/problem.ts";
import { securityHeaders } from "../lib/web/security.ts";
import { history } from "./api/history.ts";
import { metrics } from "./api/metrics.ts";
import { publish } from "./api/publish.ts";
import { eventsStream } from "./api/stream/events.ts";
import { metricsStream } from "./api/stream/metrics.ts";
import { livez, readyz } from "./health.ts";
import { prometheus } from "./prometheus.ts";
import { dashboard } from "./dashboard.ts";

const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** Every URL there is. */
export async function routes(services: Services): Promise<App> {
  const { report, config, streams } = services;
  const files = await assets();
  const app = new Hono<{ Bindings: Peer }>();
  app.use(securityHeaders());
  app.onError((error) => problem(error, report));
  app.notFound((c) =>
    problem(new FlashboardError("not_found", `Nothing is at ${c.req.path}`), report)
  );

  app.get("/livez", livez);
  app.get("/readyz", readyz(services));
  app.post(
    "/api/publish/:channel",
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }),
    publish(services),
  );
  app.all("/api/publish/:channel", postOnly);
  app.get("/assets/*", files.serve);

  if (config.dashboardPassword) app.use(passwordGuard(config.dashboardPassword));
  app.get("/", dashboard(services, files.version));
  app.get("/api/metrics", metrics(services));
  app.get("/api/history", history(services));
  app.get("/metrics", prometheus(services));
  app.use("/api/stream/*", admission(streams, config.trustedProxies));
  app.get("/api/stream/metrics", metricsStream(services));
  app.get("/api/stream/events", eventsStream(services));
  return async (request, peer) => await app.fetch(request, peer);
}

function postOnly(): never {
  throw new FlashboardError("method_not_allowed", "Publish with POST");
}

function tooLarge(): never {
  throw new FlashboardError("too_large", "A body has at most 5 MiB");
}
