import type { Addressee, Message } from "../target.ts";
import type { OutgoingRequest } from "./post.ts";

/** How targets of one kind are spoken to. */
export interface Kind {
  /** Whether several notices may come in one message. */
  gathers: boolean;
  /** Least time between two messages, in ms. */
  paceMs: number;
  /** Statuses that say it is no more. */
  gone: readonly number[];
  /**
   * The request that brings a message.
   *
   * @param now Milliseconds since 1970 UTC.
   */
  request(to: Addressee, message: Message, now: number): OutgoingRequest;
}

/** A request with a JSON body. */
export function jsonRequest(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): OutgoingRequest {
  return {
    url,
    headers: { "content-type": "application/json", "user-agent": "Flashboard", ...headers },
    body: JSON.stringify(body),
  };
}
