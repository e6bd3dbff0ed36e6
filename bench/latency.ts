import { testDatabase } from "../tests/harness/postgres.ts";
import { programPath } from "../tests/harness/programs.ts";
import { cpuSeconds, runLoad } from "./load.ts";
import { KEY, startTarget } from "./target.ts";

const STREAMS = [1, 100, 1_000];
const ORDERS_A_SECOND = 20;

interface Load {
  expected: number;
  delivered: number;
  accepted: { p50: number; p99: number };
  sent: { p50: number; p99: number };
  loadShare: number;
}

/** How long an order takes to every open dashboard, at a steady 20 orders a second. */
export async function benchLatency(seconds: number, say: (line: string) => void): Promise<string> {
  await using database = await testDatabase();
  await using target = await startTarget({
    DATABASE_URL: database.url,
    REDIS_URL: programPath("TEST_REDIS_URL"),
  });
  const { url, server } = target;
  const rows: string[] = [];
  for (const streams of STREAMS) {
    say(`latency: ${streams} open streams, ${ORDERS_A_SECOND} orders a second for ${seconds} s`);
    const cpu = await cpuSeconds(server.pid);
    const load = await runLoad<Load>("streams", [url, KEY, streams, ORDERS_A_SECOND, seconds]);
    if (load.delivered !== load.expected) {
      throw new Error(`${load.expected - load.delivered} of ${load.expected} never came`);
    }
    rows.push(row(streams, load, await cpuSeconds(server.pid) - cpu));
  }
  return table(rows);
}

function row(streams: number, { delivered, accepted, sent, loadShare }: Load, cpu: number) {
  const ms = (value: number) => value.toFixed(1);
  return `| ${streams} | ${delivered} | ${ms(accepted.p50)} | ${ms(accepted.p99)} | ` +
    `${ms(sent.p50)} | ${ms(sent.p99)} | ${(cpu / delivered * 1e6).toFixed(1)} | ` +
    `${(loadShare * 100).toFixed(0)} % |`;
}

function table(rows: string[]): string {
  return [
    "| streams | deliveries | from accepted: p50 ms | p99 ms | from sent: p50 ms | p99 ms | server CPU µs a delivery | load's share of a core |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
