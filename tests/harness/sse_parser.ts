/** One event of a stream, as it came. */
export interface SseMessage {
  /** "message" where the server names none. */
  event: string;
  /** What `raw` says as JSON, else `raw` itself. */
  data: unknown;
  raw: string;
  /** The `id:` that this very event carried. */
  id: string | undefined;
  /** The `retry:` that came with this event, in milliseconds. */
  retry: number | undefined;
}

/**
 * Reads the `text/event-stream` format (WHATWG HTML, 9.2.6) from chunks that may end anywhere. It is
 * written apart from lib/sse.ts, so that a mistake there is not repeated here.
 */
export class SseParser {
  readonly #decoder = new TextDecoder();
  /** The newest `retry:`, in milliseconds; it may come without an event. */
  retry: number | undefined;
  #text = "";
  #afterCr = false;
  #fields = noFields();

  /** The events that this chunk completes. */
  push(chunk: Uint8Array): SseMessage[] {
    this.#text += this.#decoder.decode(chunk, { stream: true });
    const messages: SseMessage[] = [];
    for (let line = this.#nextLine(); line !== undefined; line = this.#nextLine()) {
      const message = line === "" ? this.#finish() : this.#field(line);
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  #nextLine(): string | undefined {
    if (this.#afterCr && this.#text.startsWith("\n")) this.#text = this.#text.slice(1);
    if (this.#text !== "") this.#afterCr = false;
    const end = this.#text.search(/[\r\n]/);
    if (end < 0) return undefined;
    const line = this.#text.slice(0, end);
    this.#afterCr = this.#text[end] === "\r";
    this.#text = this.#text.slice(end + 1);
    return line;
  }

  #field(line: string): undefined {
    const [, name, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === "data") this.#fields.data.push(value);
    if (name === "event") this.#fields.event = value;
    if (name === "id" && !value.includes("\0")) this.#fields.id = value;
    if (name === "retry" && /^\d+$/.test(value)) this.retry = this.#fields.retry = Number(value);
  }

  #finish(): SseMessage | undefined {
    const { event, data, id, retry } = this.#fields;
    this.#fields = noFields();
    if (data.length === 0) return undefined;
    const raw = data.join("\n");
    return { event: event === "" ? "message" : event, data: fromJson(raw), raw, id, retry };
  }
}

function noFields() {
  return {
    event: "",
    data: new Array<string>(),
    id: undefined as string | undefined,
    retry: undefined as number | undefined,
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
