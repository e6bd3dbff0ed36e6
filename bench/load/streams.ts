/**
 * The load of the latency bench: dashboards that stay open, and orders at a steady rate. All in one
 * process, so that both ends of a latency are read off one clock. Prints one line of JSON.
 * Arguments: URL KEY STREAMS ORDERS_A_SECOND SECONDS.
 */
import process from "node:process";
import { percentile } from "../percentile.ts";
import { benchOrder, HttpConnection, publishRequest } from "./connection.ts";

const [url = "", key = "", streams = "1", rate = "20", seconds = "5"] = Deno.args;
const tag = crypto.randomUUID().slice(0, 8);

/** When each order was sent and accepted, and how far in the log it stands, in order. */
const orders: { seq: number; sentAt: number; acceptedAt: number }[] = [];

/** A dashboard: how far it has seen the log, and when each position came. */
class Dashboard {
  readonly seen: { seq: number; at: number }[] = [];
  #tail = "";

  /** Frames carry absolute values: a position shows every order up to it. */
  take(text: string, at: number): void {
    const all = this.#tail + text;
    const from = all.lastIndexOf("\nid: ");
    const seq = from < 0 ? undefined : /^\nid: \w+-(\d+)\n/.exec(all.slice(from, from + 60))?.[1];
    this.#tail = all.slice(-60);
    if (seq !== undefined) this.seen.push({ seq: Number(seq), at });
  }

  get last(): number {
    return this.seen.at(-1)?.seq ?? 0;
  }
}

async function open(dashboard: Dashboard): Promise<Deno.Conn> {
  const { hostname, port, host } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const head = `GET /api/stream/metrics HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
  await connection.write(new TextEncoder().encode(head));
  void listen(connection, dashboard).catch(() => {});
  return connection;
}

async function listen(connection: Deno.Conn, dashboard: Dashboard): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  const decoder = new TextDecoder();
  for (;;) {
    const count = await connection.read(buffer);
    if (count === null) return;
    dashboard.take(decoder.decode(buffer.subarray(0, count)), performance.now());
  }
}

async function publishAll(): Promise<void> {
  using connection = await HttpConnection.open(url);
  const total = Number(rate) * Number(seconds);
  const start = performance.now();
  for (let n = 0; n < total; n++) {
    const due = start + n * 1_000 / Number(rate);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const request = publishRequest(url, key, "orders", benchOrder(`${tag}-${n}`));
    const sentAt = performance.now();
    const answer = await connection.send(request);
    const seq = /"position":"\w+-(\d+)"/.exec(answer)?.[1];
    if (seq === undefined) throw new Error(`Not accepted: ${answer}`);
    orders.push({ seq: Number(seq), sentAt, acceptedAt: performance.now() });
  }
}

/** Waits until every dashboard has seen the last order, at most 5 s: what is missing is counted. */
async function drain(dashboards: readonly Dashboard[]): Promise<void> {
  const last = orders.at(-1)?.seq ?? 0;
  const end = performance.now() + 5_000;
  while (performance.now() < end && dashboards.some((dashboard) => dashboard.last < last)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function latenciesOf(dashboard: Dashboard, from: "sentAt" | "acceptedAt"): number[] {
  let at = 0;
  return orders.flatMap((order) => {
    while ((dashboard.seen[at]?.seq ?? Infinity) < order.seq) at++;
    const seen = dashboard.seen[at];
    // A frame may overtake the answer to the publisher.
    return seen ? [Math.max(0, seen.at - order[from])] : [];
  });
}

const dashboards = Array.from({ length: Number(streams) }, () => new Dashboard());
const connections: Deno.Conn[] = [];
for (const dashboard of dashboards) connections.push(await open(dashboard));
while (dashboards.some(({ last, seen }) => last === 0 && seen.length === 0)) {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
// Whoever measures CPU waits for this line: opening the streams is not part of it.
console.log("open");
const cpuBefore = process.cpuUsage();
const start = performance.now();
await publishAll();
await drain(dashboards);
const wall = performance.now() - start;
const { user, system } = process.cpuUsage(cpuBefore);
const accepted = dashboards.flatMap((dashboard) => latenciesOf(dashboard, "acceptedAt"));
const sent = dashboards.flatMap((dashboard) => latenciesOf(dashboard, "sentAt"));
console.log(JSON.stringify({
  expected: orders.length * dashboards.length,
  delivered: accepted.length,
  accepted: { p50: percentile(accepted, 0.5), p99: percentile(accepted, 0.99) },
  sent: { p50: percentile(sent, 0.5), p99: percentile(sent, 0.99) },
  loadShare: (user + system) / 1_000 / wall,
}));
for (const connection of connections) connection.close();
Deno.exit(0);
