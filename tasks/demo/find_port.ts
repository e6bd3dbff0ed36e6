import { UsageError } from "../lib/usage.ts";

const USUAL = 8000;
const TRIED = 20;

/**
 * The port that the demo listens on: the one asked for, else the first free one from 8000.
 *
 * @param asked Value of PORT. It is not replaced by another: who names a port expects it there.
 * @throws UsageError when that one is taken, or all of those tried are.
 */
export function findPort(host: string, asked: string | undefined): string {
  const port = Number(asked || USUAL);
  if (isFree(host, port)) return asked || String(port);
  if (asked) {
    throw new UsageError(`PORT ${port} is taken by another program: stop it, or set another PORT`);
  }
  for (let next = port + 1; next < port + TRIED; next++) {
    if (!isFree(host, next)) continue;
    console.log(`Port ${port} is taken by another program, so this is port ${next}.`);
    return String(next);
  }
  throw new UsageError(
    `Ports ${port} to ${port + TRIED - 1} are all taken: set PORT to a free one`,
  );
}

/** Only a port that is taken counts as such; what else may be wrong with it the server itself tells. */
function isFree(hostname: string, port: number): boolean {
  try {
    Deno.listen({ hostname, port }).close();
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.AddrInUse);
  }
}
