import type { BoardAnswer } from "../../lib/poll.ts";

/** Asks for the board over plain HTTP, at `url`. */
export function boardAt(url: string): (etag: string | null) => Promise<BoardAnswer> {
  return async (etag) => {
    const headers: HeadersInit = etag === null ? {} : { "if-none-match": etag };
    // `no-store`, or the browser's own cache would turn a 304 into a 200 with the old board.
    const response = await fetch(url, { headers, cache: "no-store" });
    if (!response.ok && response.status !== 304) throw new Error(`Status ${response.status}`);
    return {
      etag: response.headers.get("etag"),
      text: response.status === 304 ? null : await response.text(),
      ageS: Number(response.headers.get("age") ?? 0),
    };
  };
}
