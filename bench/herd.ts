/**
 * Restarts the server of many dashboards and prints how they come back. Loopback only; ends by itself.
 * Arguments: how many dashboards, 5,000 by default.
 */
import { sendHerd } from "../tests/herd.ts";
import { findPrograms } from "../tests/harness/programs.ts";
import { describeMachine } from "./machine.ts";
import { percentile } from "./percentile.ts";

const SHARES = [0, 0.25, 0.5, 0.75, 0.99, 1];

function row(name: string, values: readonly number[]): string {
  return `| ${name} | ${SHARES.map((share) => percentile(values, share).toFixed(0)).join(" | ")} |`;
}

for (const [name, path] of Object.entries(await findPrograms())) {
  if (path !== undefined) Deno.env.set(name, path);
}
const count = Number(Deno.args[0] ?? 5_000);
console.log(`Measured on: ${await describeMachine()}\n`);
const { retriesMs, backMs, statements } = await sendHerd(count);
console.log(`${count} dashboards; ${statements} statements to Postgres, the server's start included

| ms | least | 25 % | 50 % | 75 % | 99 % | most |
| --- | --- | --- | --- | --- | --- | --- |
${row("told to wait", retriesMs)}
${row("back with right numbers", backMs)}`);
