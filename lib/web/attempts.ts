import { keyIn } from "../keys.ts";
import type { Services } from "../services.ts";
import { type Asker, clientOf } from "./client.ts";

/** Checks a secret that a request carries; null or empty is none. */
export type Attempt = <T>(
  c: Asker,
  secret: string | null,
  check: () => T | Promise<T>,
) => Promise<T>;

/** Counts wrong secrets for the network that they come from. To send none is no attempt. */
export function attempts(
  { attempts, config }: Pick<Services, "attempts" | "config">,
): Attempt {
  const client = clientOf(config.trustedProxies);
  return async (c, secret, check) =>
    secret ? await attempts.try(client(c), keyIn(secret) ?? secret, check) : await check();
}
