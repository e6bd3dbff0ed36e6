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
    const refuse = () => socket.emit("error", new HungUp("Hung up before it answered"));
    socket.once("close", refuse);
    socket.once("data", () => socket.off("close", refuse));
    // postgres.js looks here for the name that a certificate must bear.
    return Object.assign(socket, { host });
  };
}

class HungUp extends Error {
  readonly code = "CONNECTION_ENDED";
}
