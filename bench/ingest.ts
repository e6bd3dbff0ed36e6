import { testDatabase } from "../tests/harness/postgres.ts";
import { programPath } from "../tests/harness/programs.ts";
import { runLoad } from "./load.ts";
import { cpuSeconds } from "./load/processes.ts";
import { median } from "./percentile.ts";
import { KEY, ordersToday, preparePgbench, startTarget, type Target } from "./target.ts";

const PUBLISHERS = [1, 16, 64];

interface Load {
  accepted: number;
  perSecond: number;
  p50: number;
  p99: number;
}

type Measured = Load & { cpuMicros: number };

/** Orders a second over HTTP, beside pgbench writing the same rows one transaction an order. */
export async function benchIngest(seconds: number, rounds: number, say: (line: string) => void) {
  await using database = await testDatabase();
  await using target = await startTarget({
    DATABASE_URL: database.url,
    REDIS_URL: programPath("TEST_REDIS_URL"),
  });
  await using pgbench = await preparePgbench();
  await using embedded = await startTarget({});
  const rows: string[] = [];
  for (const publishers of PUBLISHERS) {
    say(`ingest: ${publishers} publishers, ${rounds} rounds of ${seconds} s each`);
    const server: Measured[] = [];
    const bare: number[] = [];
    // In turns, so that a slow spell of the machine is shared.
    for (let round = 0; round < rounds; round++) {
      server.push(await measure(target, publishers, seconds));
      bare.push(await runPgbench(pgbench.url, publishers, seconds));
    }
    rows.push(row(publishers, server, bare, await measure(embedded, publishers, seconds)));
  }
  return table(rows);
}

async function measure({ url, server }: Target, publishers: number, seconds: number) {
  const [before, cpu] = [await ordersToday(url), cpuSeconds(server.pid)];
  const load = await runLoad<Load>("publishers", [url, KEY, publishers, seconds]);
  const cpuMicros = (cpuSeconds(server.pid) - cpu) / load.accepted * 1e6;
  const counted = await ordersToday(url) - before;
  if (counted !== load.accepted) {
    throw new Error(`${load.accepted} orders were accepted, and ${counted} are on the board`);
  }
  return { ...load, cpuMicros };
}

async function runPgbench(url: string, clients: number, seconds: number): Promise<number> {
  const script = new URL("./order.sql", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(
    `${programPath("TEST_PG_BIN")}/pgbench`,
    {
      args: ["-n", "-M", "prepared", "-c", String(clients), "-j", "2", "-T", String(seconds)]
        .concat("-f", script, url),
    },
  ).output();
  const text = new TextDecoder();
  const tps = /^tps = ([\d.]+)/m.exec(text.decode(stdout))?.[1];
  if (code !== 0 || tps === undefined) throw new Error(`pgbench failed:\n${text.decode(stderr)}`);
  return Number(tps);
}

function row(publishers: number, server: Measured[], bare: number[], embedded: Measured): string {
  const of = (key: keyof Measured) => median(server.map((measured) => measured[key]));
  const ratio = of("perSecond") / median(bare);
  return `| ${publishers} | ${of("perSecond").toFixed(0)} | ${of("p50").toFixed(1)} | ` +
    `${of("p99").toFixed(1)} | ${of("cpuMicros").toFixed(0)} | ${median(bare).toFixed(0)} | ` +
    `${ratio.toFixed(1)} × | ${embedded.perSecond.toFixed(0)} |`;
}

function table(rows: string[]): string {
  return [
    "| publishers | orders/s | p50 ms | p99 ms | server CPU µs an order | pgbench orders/s | ratio | embedded orders/s |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
