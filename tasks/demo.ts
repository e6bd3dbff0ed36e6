import { systemClock } from "../lib/clock.ts";
import { ConfigError } from "../lib/config.ts";
import { firstOrderCommand } from "../lib/first_order.ts";
import type { RunningServer } from "../lib/workers.ts";
import { start } from "../main.ts";
import { type DemoOptions, demoOptions, HELP } from "./demo/options.ts";
import { findPort } from "./demo/find_port.ts";
import { play } from "./demo/play.ts";
import { Interruption } from "./lib/interruption.ts";
import { Publisher, PublishError } from "./lib/publisher.ts";
import { simulateSale } from "./demo/sale.ts";
import { throwAwayFolder } from "./demo/throw_away_folder.ts";
import { runTask, UsageError } from "./lib/usage.ts";

/** What the demo takes from outside; it never touches the store's own database. */
function demoEnv(dataDir: string, port: string): Record<string, string | undefined> {
  const names = ["HOST", "PUBLISH_KEY", "DASHBOARD_PASSWORD", "STORE_TIMEZONE", "STORE_CURRENCY"];
  return {
    ...Object.fromEntries(names.map((name) => [name, Deno.env.get(name)])),
    STORE_NAME: Deno.env.get("STORE_NAME") || "Harbour Goods (demo)",
    DATA_DIR: dataDir,
    PORT: port,
  };
}

function welcome({ url, publishKey }: RunningServer): string {
  const line = `Open ${url}/ in a browser`;
  const command = firstOrderCommand(`${url}/api/publish/orders`, publishKey);
  const rule = "─".repeat(line.length + 4);
  return `
  ┌${rule}┐
  │  ${line}  │
  └${rule}┘

  A shop is being simulated; in 10 seconds its flash sale begins.
  You can publish to it too:

${command.replace(/^/gm, "  ")}

  Ctrl-C ends the demo and removes its data.
`;
}

/** Runs the demo to its end; resolves to how many orders it published. */
async function demo({ rate, minutes, seed }: DemoOptions): Promise<number> {
  using interruption = new Interruption();
  const port = findPort(Deno.env.get("HOST") || "127.0.0.1", Deno.env.get("PORT"));
  await using folder = await throwAwayFolder(Deno.env.get("DATA_DIR") || "./data");
  console.log("Starting a server with an empty database …");
  const env = demoEnv(folder.path, port);
  await using server = await start(env);
  console.log(welcome(server));
  const { url, publishKey: key } = server;
  const clock = systemClock;
  const signal = minutes === null
    ? interruption.signal
    : AbortSignal.any([interruption.signal, AbortSignal.timeout(minutes * 60_000)]);
  const publisher = new Publisher({
    url,
    key,
    clock,
    signal,
    onTrouble: (trouble) => console.error(trouble),
  });
  const moments = simulateSale({ seed, rate, currency: env.STORE_CURRENCY || "USD" });
  return await play(moments, {
    clock,
    signal,
    publish: (channel, items) => publisher.publish(channel, items),
    tell: console.log,
  });
}

async function main(): Promise<number> {
  const options = demoOptions(Deno.args);
  if (options === "help") {
    console.log(HELP);
    return 0;
  }
  try {
    const orders = await demo(options);
    console.log(`\n  The demo is over: ${orders} orders were published, and its data is removed.`);
    return 0;
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.message);
    if (!(error instanceof PublishError)) throw error;
    console.error(error.message);
    return 1;
  }
}

if (import.meta.main) await runTask("demo", main);
