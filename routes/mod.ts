import { Hono } from "hono";
import { FlashboardError } from "../lib/error.ts";
import type { Services } from "../lib/services.ts";
import { admission } from "../lib/web/admission.ts";
import { assets, readAsset } from "../lib/web/assets.ts";
import { guard, operatorOnly } from "../lib/web/guard.ts";
import type { App, Peer } from "../lib/web/outlet.ts";
import { limitJson } from "../lib/web/json_body.ts";
import { describeApi } from "../lib/web/openapi/document.ts";
import { accountPublisher, admitPublisher } from "../lib/web/publisher.ts";
import { ownHostOnly } from "../lib/web/own_host.ts";
import { problem } from "../lib/web/problem.ts";
import { requestId } from "../lib/web/request_id.ts";
import { refuseCrossSite } from "../lib/web/cross_site.ts";
import { sendToLogin } from "../lib/web/send_to_login.ts";
import { traced } from "../lib/web/traced.ts";
import { securityHeaders } from "../lib/web/security.ts";
import { alerts } from "./api/alerts.ts";
import { history } from "./api/history.ts";
import { hooks, limitDelivery } from "./api/hooks.ts";
import { keys } from "./api/keys.ts";
import { metrics } from "./api/metrics.ts";
import { products } from "./api/products.ts";
import { askPause, listPauses } from "./api/pauses.ts";
import { publish } from "./api/publish.ts";
import { sources } from "./api/sources.ts";
import { settings } from "./api/settings.ts";
import { eventsStream } from "./api/stream/events.ts";
import { metricsStream } from "./api/stream/metrics.ts";
import { targets } from "./api/targets.ts";
import { anyOrigin, visits } from "./api/visits.ts";
import { beacon } from "./beacon.ts";
import { livez, readyz } from "./health.ts";
import { prometheus } from "./prometheus.ts";
import { dashboard } from "./dashboard.ts";
import { docs } from "./docs.tsx";
import { explainPause, explainSettings } from "./explain.tsx";
import { pausePage } from "./pause.ts";
import { limitForm, login } from "./login.tsx";
import { openapi } from "./openapi.ts";
import { settingsPage } from "./settings.tsx";
import { explainOnScreen, tv } from "./tv.tsx";

/** Every URL there is, as a function. */
export async function routes(services: Services): Promise<App> {
  const app = await table(services);
  return async (request, peer) => await app.fetch(request, peer);
}

/** Every URL there is. */
export async function table(services: Services): Promise<Hono<{ Bindings: Peer }>> {
  const { report, config, access, streams } = services;
  const files = await assets();
  const app = new Hono<{ Bindings: Peer }>();
  app.use(requestId(config.trustedProxies));
  app.use(securityHeaders());
  app.onError((error, c) => problem(error, c.env, report));
  app.notFound((c) =>
    problem(new FlashboardError("not_found", `Nothing is at ${c.req.path}`), c.env, report)
  );

  app.get("/livez", livez);
  app.get("/readyz", readyz(services));
  app.get("/beacon.js", beacon(await readAsset("build/beacon.js")));
  app.use("/api/publish/visits", anyOrigin);
  app.post("/api/publish/visits", visits(services));
  app.use(refuseCrossSite);
  app.post(
    "/api/publish/:channel",
    traced("publish"),
    accountPublisher(services),
    admitPublisher(services),
    publish(services),
  );
  app.all("/api/publish/:channel", postOnly);
  app.all("/api/hooks/:source", traced("publish"), limitDelivery(), hooks(services));
  app.get("/assets/*", files.serve);

  const description = describeApi();
  app.get("/openapi.json", openapi(description));
  app.get("/docs", docs(description, files.version));

  app.use(sendToLogin);
  app.use("/tv", explainOnScreen(files.version));
  app.use("/settings", explainSettings(files.version));
  app.use("/pause", explainPause(files.version));
  if (access) {
    const { form, enter, leave } = login(access, services, files.version);
    app.get("/login", form);
    app.post("/login", limitForm(), enter);
    app.post("/logout", leave);
    app.use(guard(access, services));
  } else {
    app.use(ownHostOnly(config.allowedHosts));
  }
  // Nothing is named so, and Postgres fails on it instead of finding nothing.
  app.use(async (c, next) => c.req.path.includes("\0") ? await c.notFound() : await next());
  app.get("/", dashboard(services, files));
  app.get("/tv", tv(services, files.version));
  app.get("/api/metrics", metrics(services, files.version));
  app.get("/api/history", history(services));
  app.get("/api/sources", sources(services));
  app.patch(
    "/api/alerts/:id",
    operatorOnly,
    limitJson(1, "A change of an alert"),
    alerts(services),
  );
  app.get("/settings", operatorOnly, settingsPage(services, files.version));
  operated(app, services);
  app.post(
    "/api/products/:productId/pause",
    operatorOnly,
    limitJson(1, "The body of a pause request"),
    askPause(services),
  );
  app.get("/api/pauses", listPauses(services));
  const page = pausePage(services, files.version);
  app.get("/pause", page.show);
  app.post("/pause", operatorOnly, limitJson(1, "The form"), page.ask);
  app.get("/metrics", prometheus(services));
  app.use("/api/stream/*", admission(streams, config.trustedProxies));
  app.get("/api/stream/metrics", metricsStream(services));
  app.get("/api/stream/events", eventsStream(services));
  return app;
}

/** What only operators see and change. */
function operated(app: Hono<{ Bindings: Peer }>, services: Services): void {
  const [kept, ring] = [settings(services), keys(services)];
  app.get("/api/settings", operatorOnly, kept.list);
  app.put("/api/settings/:name", operatorOnly, limitJson(64, "A setting"), kept.put);
  app.delete("/api/settings/:name", operatorOnly, kept.remove);
  const shelf = products(services);
  app.get("/api/products", operatorOnly, shelf.list);
  app.patch("/api/products/:productId", operatorOnly, limitJson(1, "A change"), shelf.change);
  app.get("/api/keys", operatorOnly, ring.list);
  app.post("/api/keys", operatorOnly, limitJson(4, "A new key"), ring.make);
  app.delete("/api/keys/:name", operatorOnly, ring.revoke);
  const told = targets(services);
  app.get("/api/targets", operatorOnly, told.list);
  app.post("/api/targets", operatorOnly, limitJson(8, "A target"), told.add);
  app.patch("/api/targets/:id", operatorOnly, limitJson(8, "A target"), told.change);
  app.delete("/api/targets/:id", operatorOnly, told.remove);
  app.post("/api/targets/:id/test", operatorOnly, told.test);
}

function postOnly(): never {
  throw new FlashboardError("method_not_allowed", "Publish with POST");
}
