const FIRST = 20_000;
const COUNT = 12_000;

/**
 * A port of 127.0.0.1 on which nothing listens.
 *
 * It lies below the range from which Linux takes ports for outgoing connections (32768 and up): a
 * client that keeps reconnecting to a stopped server there could be given that very port and connect
 * to itself, and the server could not come back.
 */
export function freePort(): number {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (isFree(port)) return port;
  }
  return bind(0);
}

function isFree(port: number): boolean {
  try {
    return bind(port) === port;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}

function bind(port: number): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port });
  return listener.addr.port;
}
