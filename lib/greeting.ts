import type { Config } from "./config.ts";
import { firstOrderCommand } from "./first_order.ts";

/** What a server says when it is up: where the dashboard is, and how to publish a first order. */
export function greeting(address: string, publishKey: string, config: Config): string {
  const url = openableOf(address);
  const keeps = config.databaseUrl ? "Postgres at DATABASE_URL" : `embedded, in ${config.dataDir}`;
  const shares = config.redisUrl ? "Redis at REDIS_URL" : "with no other server";
  // A key that somebody set is theirs to know; one that we made has to be told.
  const key = config.publishKey ? "$PUBLISH_KEY" : publishKey;
  const told = config.publishKey ? "the one in PUBLISH_KEY" : publishKey;
  return `
  Flashboard is open

  Dashboard    ${url}/${url === address ? "" : ", and at this machine's other addresses"}
  Publish key  ${told}
  Data         ${keeps}
  Shares       ${shares}

  Publish an order:

${indent(firstOrderCommand(`${url}/api/publish/orders`, key))}
`;
}

/** "All addresses" is none that a browser or a phone can open. */
function openableOf(address: string): string {
  const url = new URL(address);
  if (url.hostname === "0.0.0.0" || url.hostname === "[::]") url.hostname = "localhost";
  return url.origin;
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
