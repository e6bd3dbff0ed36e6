import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { renderToString } from "preact-render-to-string";
import type {
  Key,
  Loaded,
  PageData,
  Product,
  Source,
  Target,
} from "../islands/parts/operate/data.ts";
import { SettingsPage } from "../islands/parts/operate/page.tsx";
import type { Clock } from "../lib/clock.ts";
import { FlashboardError } from "../lib/error.ts";
import type { Services } from "../lib/services.ts";
import { keys } from "./api/keys.ts";
import { products } from "./api/products.ts";
import { settings } from "./api/settings.ts";
import { sources } from "./api/sources.ts";
import { targets } from "./api/targets.ts";
import { Page } from "./head.tsx";
import { htmlPage } from "./html_page.ts";
import { JsonData } from "./json_data.tsx";

/** How long the page waits for a part, in ms: it comes without what a database that hangs would tell. */
const PATIENCE_MS = 2_000;

const LATE = "The database does not answer";

/** `GET /settings`: what operators can set, as it stands now. */
export function settingsPage(
  services: Services,
  version: string,
): (c: Context) => Promise<Response> {
  const { clock, config: { timeZone, currency } } = services;
  const [kept, ring, shelf] = [settings(services), keys(services), products(services)];
  const outside = targets(services);

  async function read(c: Context): Promise<PageData> {
    const [found, made, told, health] = await Promise.all([
      loaded<{ products: Product[]; more: boolean }>(shelf.list(c), clock),
      loaded<{ keys: Key[] }>(ring.list(c), clock),
      loaded<{ targets: Target[] }>(outside.list(c), clock),
      loaded<{ sources: Source[] }>(sources(services)(), clock),
    ]);
    const all: Pick<PageData, "settings"> = await kept.list(c).json();
    const parts = { products: found, keys: made, targets: told, sources: health };
    return { timeZone, currency, ...all, ...parts };
  }

  return async (c) => {
    const page = <Whole data={await read(c)} version={version} theme={getCookie(c, "theme")} />;
    return htmlPage(renderToString(page));
  };
}

/** What the interface answers; else the sentence why it does not. */
async function loaded<T>(answer: Promise<Response>, clock: Clock): Promise<Loaded<T>> {
  const late = new Promise<never>((_, reject) => {
    clock.after(PATIENCE_MS, () => reject(new FlashboardError("unavailable", LATE)));
  });
  try {
    return { value: await (await Promise.race([answer, late])).json() };
  } catch (error) {
    if (error instanceof FlashboardError) return { trouble: error.message };
    throw error;
  }
}

interface WholeProps {
  data: PageData;
  version: string;
  theme: string | undefined;
}

function Whole({ data, version, theme }: WholeProps) {
  return (
    <Page title="Settings · Flashboard" sheet="settings.css" version={version} theme={theme}>
      <div id="settings">
        <SettingsPage {...data} />
      </div>
      <noscript>
        <p>This page needs JavaScript.</p>
      </noscript>
      <JsonData id="settings-data" value={data} />
      <script type="module" src={`/assets/build/settings.js?v=${version}`} />
    </Page>
  );
}
