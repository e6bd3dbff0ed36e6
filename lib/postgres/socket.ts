import { connect, type Socket } from "node:net";

/** Where postgres.js would connect to: a Unix socket, or hosts and their ports. */
export interface Target {
  path: string | false;
  host: string[];
  port: number[];
}

/** Longer than any statement takes, and shorter than the kernel's patience with a machine that is gone. */
const SILENCE_MS = 30_000;

/**
 * Makes the sockets of a pool, each new one to the next host. They end where postgres.js 3.4.9 would
 * wait for ever: when Postgres is silent for too long, and when the peer hangs up before it has said
 * anything, as many a proxy does whose Postgres is away (porsager/postgres#1193).
 */
export function socketMaker(silenceMs: number = SILENCE_MS): (target: Target) => Socket {
  let turn = 0;
  return ({ path, host: hosts, port: ports }) => {
    const [host, port] = [hosts[turn % hosts.length], ports[turn % ports.length]];
    turn++;
    const socket = connect(path ? { path } : { host, port: Number(port) });
    if (!path) socket.setTimeout(silenceMs, () => socket.destroy());
    failAtClose(socket);
    // postgres.js looks here for the name that a certificate must bear.
    return Object.assign(socket, { host });
  };
}

/**
 * Makes each close an error, and holds errors back until then: a query that comes between the two is
 * neither refused nor sent again, and bars the connection that follows.
 */
function failAtClose(socket: Socket): void {
  const emit = socket.emit.bind(socket);
  let reason: unknown = new Closed("The connection was closed");
  socket.once("close", () => emit("error", reason));
  socket.emit = (event: string | symbol, ...args: unknown[]) => {
    if (event !== "error") return emit(event, ...args);
    reason = args[0];
    return true;
  };
}

class Closed extends Error {
  readonly code = "CONNECTION_CLOSED";
}
