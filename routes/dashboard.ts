import type { Context } from "hono";
import type { Peer } from "../lib/web/outlet.ts";
import { getCookie } from "hono/cookie";
import type { Clock } from "../lib/clock.ts";
import { type Past, viewPast } from "../lib/past.ts";
import { note, seriesOf } from "../lib/series.ts";
import type { Services } from "../lib/services.ts";
import { SharedValues } from "../lib/shared.ts";
import { addDays, type Minutes, minutesOf } from "../lib/zone.ts";
import type { AssetNames } from "../lib/web/assets.ts";
import { htmlPage } from "./html_page.ts";
import { renderPage } from "./index.tsx";

/** How old the past on a page may be: its script asks for a fresh one. */
const PAST_MAX_AGE_MS = 5_000;

/** `GET /`: the dashboard, with the numbers of this moment in it. */
export function dashboard(
  services: Services,
  assets: AssetNames,
): (c: Context<{ Bindings: Peer }>) => Promise<Response> {
  const past = pastReader(services);
  return async (c) => {
    const publishUrl = new URL("/api/publish/orders", c.req.url).href;
    const theme = themeOf(getCookie(c, "theme"));
    const page = renderPage(services.hub.metrics(), {
      publishUrl,
      reader: { mayChange: c.env.role !== "viewer", isLoggedIn: c.env.session !== undefined },
      ...assets,
      past: await past(),
      ...theme,
    });
    return htmlPage(page);
  };
}

/** How long a page waits for its past: a database that hangs must hold up nobody who opens the board. */
const PATIENCE_MS = 250;

/** Reads what the tiles say of the past; null when the log cannot be read in time, as the board is there all the same. */
function pastReader(
  { log, gauges, hub, clock, calendar, config }: Services,
): () => Promise<Past | null> {
  const { currency, timeZone } = config;
  const shared = new SharedValues<Past>(clock);

  async function read(date: string): Promise<Past> {
    const today = minutesOf(date, timeZone);
    const yesterday = minutesOf(addDays(date, -1), timeZone);
    const [minutes, read] = await Promise.all(
      [log.minutes(yesterday.from, today.to), gauges.read(yesterday.from, today.to)] as const,
    );
    const seriesIn = (day: Minutes) => seriesOf(minutes, read, day, currency);
    const now = clock.now();
    const days = [seriesIn(yesterday), seriesIn(today)] as const;
    note(days[1], Math.floor(now / 60_000), hub.metrics());
    return viewPast(days, now, timeZone);
  }

  return async () => {
    const { date } = calendar.dayOf(clock.now());
    const past = shared.get(date, PAST_MAX_AGE_MS, () => read(date));
    return await Promise.race([past.then(({ value }) => value, () => null), patience(clock)]);
  };
}

function patience(clock: Clock): Promise<null> {
  return new Promise((resolve) => clock.after(PATIENCE_MS, () => resolve(null)));
}

/** The page keeps the reader's choice in a cookie too, so that its first paint has the right colours. */
function themeOf(cookie: string | undefined): { theme?: "light" | "dark" } {
  return cookie === "light" || cookie === "dark" ? { theme: cookie } : {};
}
