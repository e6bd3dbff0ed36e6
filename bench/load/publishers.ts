/**
 * The load of the ingest bench: publishers that each send one request after the other, of one order
 * or of a batch of them. Prints one line of JSON. Arguments: URL KEY PUBLISHERS SECONDS [BATCH].
 */
import { percentile } from "../percentile.ts";
import { benchOrder, HttpConnection, publishRequest } from "./connection.ts";

const [url = "", key = "", publishers = "1", seconds = "1", batch = "1"] = Deno.args;
const tag = crypto.randomUUID().slice(0, 8);
const latencies: number[] = [];
let orders = 0;

async function publisher(end: number): Promise<void> {
  using connection = await HttpConnection.open(url);
  while (performance.now() < end) {
    const request = publishRequest(url, key, "orders", nextBody());
    const start = performance.now();
    const answer = await connection.send(request);
    latencies.push(performance.now() - start);
    if (!answer.startsWith("HTTP/1.1 201")) throw new Error(`Not accepted: ${answer}`);
  }
}

function nextBody(): unknown {
  const next = () => benchOrder(`${tag}-${orders++}`);
  return batch === "1" ? next() : Array.from({ length: Number(batch) }, next);
}

const start = performance.now();
const end = start + Number(seconds) * 1_000;
await Promise.all(Array.from({ length: Number(publishers) }, () => publisher(end)));
console.log(JSON.stringify({
  accepted: latencies.length * Number(batch),
  perSecond: latencies.length * Number(batch) / (performance.now() - start) * 1_000,
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
}));
