import type { Metrics } from "../lib/metrics.ts";
import type { Report } from "../lib/report.ts";
import type { Timeouts } from "../lib/web/server.ts";
import { start } from "../main.ts";
import { testDatabase } from "./harness/postgres.ts";
import { SseClient, type SseOptions } from "./harness/sse_client.ts";

export const KEY = "test-publish-key";

export interface PublishResult {
  accepted: number;
  duplicates: number;
  rejected: { index: number; pointer: string; detail: string }[];
  position: string;
}

/** A running server as an order system and a dashboard see it. */
export class Shop {
  readonly url: string;
  /** What requests go through; undefined when they go to the server itself. */
  readonly #through: { client: Deno.HttpClient } | undefined;

  constructor(url: string, client?: Deno.HttpClient) {
    this.url = url;
    this.#through = client && { client };
  }

  /** Sends a body as it is. */
  post(channel: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
    return this.#ask(`/api/publish/${channel}`, {
      method: "POST",
      body,
      headers: {
        "authorization": `Bearer ${KEY}`,
        "content-type": "application/json",
        ...headers,
      },
    });
  }

  /** Publishes items as JSON, and expects them to be taken. */
  async publish(channel: string, items: unknown): Promise<PublishResult> {
    const response = await this.post(channel, JSON.stringify(items));
    if (response.status > 201) throw new Error(`${response.status}: ${await response.text()}`);
    return await response.json();
  }

  /** Asks for a change of an alert, as it is written in `body`. */
  change(id: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#ask(`/api/alerts/${encodeURIComponent(id)}`, {
      method: "PATCH",
      body,
      headers: { "content-type": "application/json", ...headers },
    });
  }

  /** Asks to pause a product's promotion. */
  pause(productId: string, body = "", headers: Record<string, string> = {}): Promise<Response> {
    const type = body === "" ? {} : { "content-type": "application/json" };
    return this.#ask(`/api/products/${encodeURIComponent(productId)}/pause`, {
      method: "POST",
      ...body !== "" && { body },
      headers: { ...type, ...headers },
    });
  }

  /** Asks to tell somebody outside. */
  addTarget(target: unknown): Promise<Response> {
    return this.target("", "POST", "", target);
  }

  /** Asks something of a target, at `path` below it. */
  target(id: string, method: string, path = "", body?: unknown): Promise<Response> {
    const headers = { "content-type": "application/json" };
    return this.#ask(`/api/targets${id && `/${id}`}${path}`, {
      method,
      ...body !== undefined && { body: JSON.stringify(body), headers },
    });
  }

  async metrics(): Promise<Metrics> {
    return await (await fetch(`${this.url}/api/metrics`, { method: "GET", ...this.#through }))
      .json();
  }

  /** What `GET /metrics` says of one metric; `labels` as they are written there. */
  async count(name: string, labels = ""): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split("\n").find((line) => line.startsWith(`${name}${labels} `));
    return Number(line?.split(" ").at(-1));
  }

  dashboard(options?: SseOptions, query = ""): Promise<SseClient> {
    return SseClient.open(`${this.url}/api/stream/metrics${query}`, {
      ...this.#through,
      ...options,
    });
  }

  events(query = "", options?: SseOptions): Promise<SseClient> {
    return SseClient.open(`${this.url}/api/stream/events${query}`, {
      ...this.#through,
      ...options,
    });
  }

  #ask(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.url + path, { ...init, ...this.#through });
  }
}

/**
 * A server in this process, on a database of its own unless `env` names one; disposing stops it.
 * `report` and `timeouts` are those of `start`.
 */
export async function openShop(
  env: Record<string, string> = {},
  report: Report = () => {},
  timeouts: Timeouts = {},
) {
  const stack = new AsyncDisposableStack();
  const database = env.DATABASE_URL ?? stack.use(await testDatabase()).url;
  const server = stack.use(
    await start(
      { DATABASE_URL: database, PORT: "0", PUBLISH_KEY: KEY, ...env },
      report,
      1,
      timeouts,
    ),
  );
  return Object.assign(new Shop(server.url), {
    database,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  });
}

let orders = 0;

/** An order for one mug at 19.95, under an id of its own. */
export function anOrder(changes: Record<string, unknown> = {}) {
  return {
    id: `order-${++orders}`,
    customer: "Ada Lovelace",
    total: "19.95",
    items: [{ productId: "mug", name: "Mug", quantity: 1, price: "19.95" }],
    ...changes,
  };
}
