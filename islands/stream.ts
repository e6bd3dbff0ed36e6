import { systemClock } from "../lib/clock.ts";
import type { EventStream } from "../lib/connection.ts";
import { joinStream } from "../lib/shared_stream.ts";

/** Some browsers have no such worker, or will not run one. */
let canShare = "SharedWorker" in globalThis;

/**
 * Opens a stream which all tabs of this browser share, as over HTTP/1.1 a browser has six connections
 * to a host. Where tabs cannot share, it is this tab's own.
 */
export function openStream(url: string): EventStream {
  if (!canShare) return new EventSource(url);
  try {
    return openShared(url);
  } catch {
    // Whoever blocks cookies may block what tabs share with them.
    canShare = false;
    return new EventSource(url);
  }
}

function openShared(url: string): EventStream {
  // The version in the address keeps pages of before and after an update apart.
  const script = new URL(`stream_worker.js${new URL(import.meta.url).search}`, import.meta.url);
  const shared = new URL(url, location.origin);
  // Others may have seen less than this tab: what is shared begins with a whole board.
  shared.searchParams.delete("after");
  const worker = new SharedWorker(script, { name: shared.href });
  return joinStream(worker.port, systemClock, () => canShare = false);
}
