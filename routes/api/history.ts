import type { Context } from "hono";
import { readStretch, viewHistory } from "../../lib/history.ts";
import type { Services } from "../../lib/services.ts";

/** `GET /api/history?from&to&step`: orders, units and revenue by the minute or longer; today by default. */
export function history(services: Services): (c: Context) => Promise<Response> {
  const { log, calendar, clock, config: { currency } } = services;
  return async (c) => {
    const now = clock.now();
    const stretch = readStretch(c.req.query(), { from: calendar.dayOf(now).start, to: now });
    const points = viewHistory(await log.minutes(stretch.from, stretch.to), stretch, currency);
    return Response.json({ currency, step: stretch.step * 60, points }, {
      headers: { "cache-control": "no-cache" },
    });
  };
}
