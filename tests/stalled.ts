import { RawStream } from "./harness/raw_stream.ts";
import type { Shop } from "./shop.ts";

/** Alerts that make every frame about 100 KB, so that it takes few of them to fill a socket's buffers. */
export function longAlerts(count: number) {
  return Array.from({ length: count }, (_, n) => ({ title: `${n}`, message: "x".repeat(2_000) }));
}

/** Dashboards that ask for their stream and never read a byte of it. */
export function openStalled(shop: Shop, count: number): Promise<RawStream[]> {
  const url = `${shop.url}/api/stream/metrics`;
  return Promise.all(Array.from({ length: count }, () => RawStream.open(url)));
}
