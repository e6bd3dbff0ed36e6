import postgres from "postgres";
import { testDatabase } from "../tests/harness/postgres.ts";
import { programPath } from "../tests/harness/programs.ts";
import { runLoad } from "./load.ts";
import { cpuSeconds } from "./load/processes.ts";
import { median } from "./percentile.ts";
import { KEY, ordersToday, preparePgbench, startTarget, type Target } from "./target.ts";

/** Publishers, and orders in each of their requests. */
const LOADS = [[1, 1], [16, 1], [64, 1], [256, 1], [1, 100], [16, 100]] as const;

/** Orders that the tables hold when it is tried whether that slows anything. */
const MANY = 1_000_000;

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
  for (const [publishers, batch] of LOADS) {
    say(`ingest: ${publishers} publishers × ${batch}, ${rounds} rounds of ${seconds} s each`);
    const server: Measured[] = [];
    const bare: number[] = [];
    // In turns, so that a slow spell of the machine is shared.
    for (let round = 0; round < rounds; round++) {
      server.push(await measure(target, publishers, seconds, batch));
      bare.push(await runPgbench(pgbench.url, publishers, seconds));
    }
    const alone = await measure(embedded, publishers, seconds, batch);
    rows.push(row(`${publishers} × ${batch}`, server, bare, alone));
  }
  say(`ingest: the same with ${MANY} orders in the tables`);
  return `${table(rows)}\n\n${await benchFull(seconds, rounds)}`;
}

/** Whether a shop's millionth order costs more than its first: two servers in turns, one with full tables. */
async function benchFull(seconds: number, rounds: number): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const open = async () => {
    const database = stack.use(await testDatabase());
    return { database, target: stack.use(await startTarget({ DATABASE_URL: database.url })) };
  };
  const [empty, full] = [await open(), await open()];
  await fillTables(full.database.url);
  const perSecond = { empty: [] as number[], full: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    perSecond.empty.push((await measure(empty.target, 64, seconds, 1)).perSecond);
    perSecond.full.push((await measure(full.target, 64, seconds, 1)).perSecond);
  }
  const [few, many] = [median(perSecond.empty), median(perSecond.full)];
  return `With ${MANY} orders and ${MANY} events more in the tables: ${
    many.toFixed(0)
  } orders/s at 64 ` +
    `publishers, beside ${few.toFixed(0)} without: an order costs ${(few / many).toFixed(2)} ×.`;
}

async function fillTables(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice() {} });
  await sql`
    insert into flashboard.orders (id, fingerprint, data)
    select 'old-' || n, md5(n::text), json_build_object('id', 'old-' || n, 'total', '39.90')
    from generate_series(1, ${MANY}::int) as n`;
  // Before the log's first event: the server's board is not to fold them.
  await sql`
    insert into flashboard.events
    select -n, 'orders', now(), json_build_object('id', 'old-' || n, 'total', '39.90')
    from generate_series(0, ${MANY - 1}::int) as n`;
  await sql`analyze`;
  await sql.end();
}

async function measure(
  { url, server }: Target,
  publishers: number,
  seconds: number,
  batch: number,
): Promise<Measured> {
  const [before, cpu] = [await ordersToday(url), cpuSeconds(server.pid)];
  const load = await runLoad<Load>("publishers", [url, KEY, publishers, seconds, batch]);
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

function row(publishers: string, server: Measured[], bare: number[], embedded: Measured): string {
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
