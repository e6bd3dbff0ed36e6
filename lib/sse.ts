/** One server-sent event (WHATWG HTML, 9.2.5). */
export interface SseEvent {
  event?: string;
  /** Text, or anything that JSON can say. */
  data: unknown;
  id?: string;
}

const encoder = new TextEncoder();

/**
 * Writes one event as text of the `text/event-stream` format.
 *
 * @throws RangeError when `event` or `id` holds a line break or NUL: it would forge another field.
 */
export function formatEvent({ event, data, id }: SseEvent): string {
  let text = "";
  if (event !== undefined) text += `event: ${oneLine("event", event)}\n`;
  if (id !== undefined) text += `id: ${oneLine("id", id)}\n`;
  const body = typeof data === "string" ? data : JSON.stringify(data);
  for (const line of body.split(/\r\n|\r|\n/)) text += `data: ${line}\n`;
  return text + "\n";
}

/** Encodes events once, so that the same bytes can go to every client. */
export function encodeEvents(events: readonly SseEvent[]): Uint8Array<ArrayBuffer> {
  return encoder.encode(events.map(formatEvent).join(""));
}

function oneLine(field: string, value: string): string {
  // deno-lint-ignore no-control-regex -- NUL is what must not get through
  if (/[\r\n\u0000]/.test(value)) {
    throw new RangeError(
      `An SSE ${field} must be one line: current value is ${JSON.stringify(value)}`,
    );
  }
  return value;
}
