import { RawStream } from "./harness/raw_stream.ts";
import type { Shop } from "./shop.ts";

/** More than the buffers of a socket hold on its way to a client that never reads (about 4 MB). */
const FILL = { items: 600, bytes: 15_000 };

/** Fills the log so that a client which asks for all of it and never reads leaves most of it waiting. */
export async function fillLog(shop: Shop): Promise<void> {
  const item = { fill: "x".repeat(FILL.bytes) };
  for (let sent = 0; sent < FILL.items; sent += 200) {
    await shop.publish("clicks", Array.from({ length: 200 }, () => item));
  }
}

/** Clients that ask for the whole log, and read nothing beyond its first bytes. */
export async function openStalled(shop: Shop, count: number): Promise<RawStream[]> {
  const url = `${shop.url}/api/stream/events?after=0`;
  const streams = await Promise.all(Array.from({ length: count }, () => RawStream.open(url)));
  await Promise.all(streams.map((stream) => stream.messages().next()));
  return streams;
}
