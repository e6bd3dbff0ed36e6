import { preparePrograms } from "../tests/harness/install.ts";
import { sendHerd } from "../tests/herd.ts";
import { describeMachine } from "./machine.ts";
import { percentile } from "./percentile.ts";

const SHARES = [0, 0.25, 0.5, 0.75, 0.99, 1];

/** How so many dashboards come back after a restart of their server, and what that asks of Postgres. */
async function benchHerd(dashboards: number): Promise<string> {
  const { retriesMs, backMs, statements } = await sendHerd(dashboards);
  return [
    `${dashboards} dashboards; ${statements} statements to Postgres, the server's start included.`,
    "",
    "| ms | least | 25 % | 50 % | 75 % | 99 % | most |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    row("told to wait", retriesMs),
    row("back with their numbers", backMs),
  ].join("\n");
}

function row(name: string, values: readonly number[]): string {
  return `| ${name} | ${SHARES.map((share) => percentile(values, share).toFixed(0)).join(" | ")} |`;
}

/** Alone: `deno run -A bench/herd.ts [DASHBOARDS]`. */
if (import.meta.main) {
  if (!await preparePrograms()) Deno.exit(2);
  console.log(`Measured on: ${await describeMachine()}\n`);
  console.log(await benchHerd(Number(Deno.args[0] ?? 5_000)));
}
