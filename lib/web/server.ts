import type { Http2Bindings, HttpBindings } from "@hono/node-server";
import { createAdaptorServer } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { once } from "node:events";
import type { Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { App, Bytes, Outlet, Peer } from "./outlet.ts";

/** How long a client may take to send the head of a request, and all of it. Default 20 s and 60 s. */
export interface Timeouts {
  headTimeoutMs?: number;
  requestTimeoutMs?: number;
}

export interface ListenOptions extends Timeouts {
  host: string;
  /** 0: any free one. */
  port: number;
  /** Whether other servers may listen on the port too, and get some of its connections. */
  sharesPort?: boolean;
}

/** A server that answers until it is stopped. */
export interface HttpServer {
  readonly port: number;
  /** Resolves when it has stopped. */
  readonly finished: Promise<void>;
  /** Takes no new connection, and resolves when all of them are closed. */
  stop(): Promise<void>;
  /** Once it is stopped: resolves when nothing is asked any more. Streams that are open do not count. */
  answered(): Promise<void>;
  /** Ends what is still open. */
  cut(): void;
}

/** A proxy keeps its connections for about a minute: closing first would lose the request it just sent. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Connections that may wait to be accepted. Beyond, the kernel drops them, and a client that comes
 * back in a herd loses a second until it tries again; 4,096 is as many as Linux allows by default.
 */
const BACKLOG = 4_096;

/**
 * A comment of its own soon after a stream began: what comes in one packet with the head of an answer
 * without length, Varnish passes on only with what follows it.
 */
const NUDGE = new TextEncoder().encode(":\n\n");
const NUDGE_AFTER_MS = 100;

/** A client that got in just before a stop sends its request within so long. */
const SETTLE_MS = 100;

/** A client that vanished without a goodbye is noticed after about this much silence. */
const PROBE_AFTER_MS = 30_000;

/**
 * Serves the app over `node:http`. Not `Deno.serve`: there a stream costs 70 KiB, 32 of them for a
 * queue in Rust of 1,024 places, and here, written to its socket, it costs 17 (docs/performance.md).
 * The adaptor puts lighter ones in the place of the global `Request` and `Response`: they halve what a
 * request costs, and `Deno.serve` takes none of them for an answer.
 *
 * @throws Error with code `EADDRINUSE` when another program has the port.
 */
export async function serve(app: App, options: ListenOptions): Promise<HttpServer> {
  const { host, port, sharesPort = false } = options;
  const { headTimeoutMs = 20_000, requestTimeoutMs = 60_000 } = options;
  const running = new Running();
  const server = createAdaptorServer({
    hostname: host,
    fetch: (request, env) => running.count(env.outgoing, answer(app, request, env)),
    serverOptions: {
      keepAliveTimeout: KEEP_ALIVE_MS,
      // A client that dribbles is answered 408. A stream is not meant: its request came whole.
      headersTimeout: headTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: headTimeoutMs / 4,
    },
  }) as Server;
  const finished = new Promise<void>((resolve) => server.once("close", resolve));
  server.listen({ host, port, reusePort: sharesPort, backlog: BACKLOG });
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    finished,
    stop() {
      running.isLast = true;
      server.close();
      server.closeIdleConnections();
      return finished;
    },
    answered: () => running.ended(),
    cut: () => server.closeAllConnections(),
  };
}

/** Requests that are not answered yet. */
class Running {
  #count = 0;
  /** Whether a connection ends with the request that it is at. */
  isLast = false;

  async count(
    outgoing: HttpBindings["outgoing"] | Http2Bindings["outgoing"],
    response: Promise<Response>,
  ): Promise<Response> {
    this.#count++;
    try {
      return await response;
    } finally {
      this.#count--;
      if (this.isLast && !outgoing.headersSent) outgoing.setHeader("connection", "close");
    }
  }

  async ended(): Promise<void> {
    do await new Promise((resolve) => setTimeout(resolve, SETTLE_MS)); while (this.#count > 0);
  }
}

async function answer(
  app: App,
  request: Request,
  env: HttpBindings | Http2Bindings,
): Promise<Response> {
  const { incoming, outgoing } = env as HttpBindings;
  const peer: Peer = {
    address: incoming.socket.remoteAddress ?? "",
    // Not `request.body`: its web stream costs twice the processor time of all the rest.
    get body() {
      return incoming.iterator({ destroyOnReturn: false });
    },
    onClose: (listener) => void (outgoing.closed ? listener() : outgoing.once("close", listener)),
  };
  const response = await app(request, peer);
  // To a HEAD the head is all: a stream would go on for nobody.
  if (!peer.stream || !outgoing.socket || request.method === "HEAD") return response;
  // A client that has left already will not say so again: its stream would never be let go.
  if (outgoing.socket.destroyed) return response;
  sendHead(outgoing, response);
  const outlet = new SocketOutlet(outgoing.socket);
  peer.stream(outlet);
  setTimeout(() => outlet.write(NUDGE), NUDGE_AFTER_MS);
  return RESPONSE_ALREADY_SENT;
}

/** The stream ends with its connection, so its bytes need no framing of their own: the same go to all. */
function sendHead(outgoing: ServerResponse, response: Response): void {
  outgoing.removeHeader("transfer-encoding");
  const headers = Object.fromEntries(response.headers);
  outgoing.writeHead(response.status, { ...headers, connection: "close" });
  outgoing.flushHeaders();
}

/** Writes past the response object, which would wrap every write in objects of its own. */
class SocketOutlet implements Outlet {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setKeepAlive(true, PROBE_AFTER_MS);
  }

  get waiting(): number {
    return this.#socket.writableLength;
  }

  write(bytes: Bytes): boolean {
    return !this.#socket.writable || this.#socket.write(bytes);
  }

  onDrain(listener: () => void): void {
    this.#socket.on("drain", listener);
  }

  onClose(listener: () => void): void {
    this.#socket.once("close", listener);
  }

  end(): void {
    this.#socket.destroySoon();
  }

  cut(): void {
    this.#socket.destroy();
  }
}
