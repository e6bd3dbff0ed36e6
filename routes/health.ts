import type { Services } from "../lib/services.ts";

/** `GET /livez`: the process answers. */
export function livez(): Response {
  return Response.json({ status: "ok" });
}

/**
 * `GET /readyz`: whether orders can be taken. Without Redis they can, and dashboards move by the log,
 * so its loss is told but takes no server out of rotation.
 */
export function readyz({ trouble, bus, config }: Services): () => Response {
  return () => {
    const ready = trouble() === null;
    const redis = config.redisUrl === null ? "not used" : bus.connected ? "up" : "down";
    const body = ready
      ? { status: "ok", postgres: "up", redis }
      : { status: "failing", failing: "postgres", postgres: "down", redis };
    return Response.json(body, { status: ready ? 200 : 503 });
  };
}
