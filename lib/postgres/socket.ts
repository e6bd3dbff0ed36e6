import { connect, Socket } from "node:net";
import { Closed, encrypt, type Encryption } from "./encryption.ts";

/** Where postgres.js would connect to: a Unix socket, or hosts and their ports. */
export interface Target {
  path: string | false;
  host: string[];
  port: number[];
}

export interface SocketOptions {
  /** How long Postgres may say nothing, in ms; 0 is for ever. */
  silenceMs?: number;
  /** Null: what is said is not encrypted. */
  encryption?: Encryption | null;
}

/** Longer than any statement takes, and shorter than the kernel's patience with a machine that is gone. */
const SILENCE_MS = 30_000;

/** As long as postgres.js gives a connection, which does not count what we do before it has one. */
const ENCRYPT_MS = 5_000;

/**
 * Makes the sockets of a pool, each new one to the next host. They end where postgres.js 3.4.9 would
 * wait for ever: when Postgres is silent for too long, and when the peer hangs up before it has said
 * anything, as many a proxy does whose Postgres is away (porsager/postgres#1193). They come to it
 * encrypted, as it would take off what was added to them.
 */
export function socketMaker(
  { silenceMs = SILENCE_MS, encryption = null }: SocketOptions = {},
): (target: Target) => Socket | Promise<Socket> {
  let turn = 0;
  return ({ path, host: hosts, port: ports }) => {
    const [host = "", port] = [hosts[turn % hosts.length], ports[turn % ports.length]];
    turn++;
    if (path) return failAtClose(connect({ path }));
    const socket = connect({ host, port: Number(port) });
    if (encryption === null) return failAtClose(watched(socket, silenceMs));
    socket.setTimeout(ENCRYPT_MS, () => socket.destroy());
    return encrypt(socket, host, encryption)
      .then((secure) => {
        socket.setTimeout(0);
        return failAtClose(watched(secure, silenceMs));
      })
      .catch((error: Error) => {
        socket.destroy();
        return broken(error);
      });
  };
}

/** Ends it when nothing came or went for so long, in ms. */
function watched(socket: Socket, silenceMs: number): Socket {
  return silenceMs > 0 ? socket.setTimeout(silenceMs, () => socket.destroy()) : socket;
}

/** A connection that ends as soon as somebody has it: postgres.js loses one that it does not get. */
function broken(error: Error): Socket {
  const socket = failAtClose(new Socket(), error);
  setTimeout(() => socket.destroy());
  return socket;
}

/**
 * Makes each close an error, and holds errors back until then: a query that comes between the two is
 * neither refused nor sent again, and bars the connection that follows.
 *
 * @param reason Why it will close; the first error otherwise.
 */
function failAtClose(socket: Socket, reason: unknown = null): Socket {
  const emit = socket.emit.bind(socket);
  socket.once("close", () => emit("error", reason ?? new Closed("The connection was closed")));
  socket.emit = (event: string | symbol, ...args: unknown[]) => {
    if (event !== "error") return emit(event, ...args);
    reason ??= args[0];
    return true;
  };
  return socket;
}
