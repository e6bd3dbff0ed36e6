import type { Job } from "../load/dashboards.ts";

/** Something that carries events to dashboards, with all that a load must know of it. */
export interface Peer extends AsyncDisposable {
  name: string;
  /** The server's process. */
  server: number;
  /** Those of its Postgres and its Redis, where it has them. */
  stores: number[];
  /** What the load sends, and what it looks for. */
  job: Omit<Job, "pids" | "streams" | "connections">;
}

/** The request that opens a stream. */
export function subscribeRequest(path: string): string {
  return getRequest(path, "accept: text/event-stream\r\n");
}

/** A request that reads. */
export function getRequest(path: string, headers = ""): string {
  return `GET ${path} HTTP/1.1\r\nhost: bench\r\n${headers}\r\n`;
}

/** A request that publishes; the load puts seven digits for `{n}` and five letters for `{tag}`. */
export function publishRequest(path: string, body: string, headers = ""): string {
  const length = body.replaceAll("{n}", "1000000").length;
  return `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n${headers}` +
    `content-length: ${length}\r\n\r\n${body}`;
}

/** What peers relay: as many bytes as a frame of the server that shows one order. */
const PAYLOAD = JSON.stringify({
  n: "{n}",
  ordersToday: 1234,
  unitsToday: 2468,
  ordersPerMinute: 1200,
  revenueToday: "49236.60",
  recentOrders: [{
    id: "{n}",
    customer: "Ada L.",
    total: "39.90",
    currency: "USD",
    status: "placed",
    placedAt: "2026-11-24T21:17:40.108Z",
    items: [
      { productId: "p1", name: "Mug", quantity: 1, price: "19.95" },
      { productId: "p2", name: "Cup", quantity: 1, price: "19.95" },
    ],
  }],
  padding: "x".repeat(144),
}).replace('"{n}"', "{n}");

/** The job of what relays from `/publish` to `/stream` as it came. */
export function relayJob(port: number): Peer["job"] {
  return {
    port,
    subscribe: subscribeRequest("/stream"),
    mark: '"n":(\\d{7})',
    request: publishRequest("/publish", PAYLOAD),
    position: null,
  };
}
