/**
 * The load of the ingest bench: publishers that each send one order after the other. Prints one line
 * of JSON. Arguments: URL KEY PUBLISHERS SECONDS.
 */
import { percentile } from "../percentile.ts";
import { benchOrder, HttpConnection, publishRequest } from "./connection.ts";

const [url = "", key = "", publishers = "1", seconds = "1"] = Deno.args;
const tag = crypto.randomUUID().slice(0, 8);
const latencies: number[] = [];
let orders = 0;

async function publisher(end: number): Promise<void> {
  using connection = await HttpConnection.open(url);
  while (performance.now() < end) {
    const request = publishRequest(url, key, "orders", benchOrder(`${tag}-${orders++}`));
    const start = performance.now();
    const answer = await connection.send(request);
    latencies.push(performance.now() - start);
    if (!answer.startsWith("HTTP/1.1 201")) throw new Error(`Not accepted: ${answer}`);
  }
}

const start = performance.now();
const end = start + Number(seconds) * 1_000;
await Promise.all(Array.from({ length: Number(publishers) }, () => publisher(end)));
console.log(JSON.stringify({
  accepted: latencies.length,
  perSecond: latencies.length / (performance.now() - start) * 1_000,
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
}));
