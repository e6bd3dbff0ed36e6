import { freePort } from "../../tests/harness/ports.ts";
import { startRedis } from "../../tests/harness/servers.ts";
import { type Peer, relayJob } from "./peer.ts";
import { startProgram } from "./program.ts";

/** The design of the article that this project set out from, on a Redis of its own. */
export async function startArticle(): Promise<Peer> {
  await using opened = new AsyncDisposableStack();
  const redis = opened.use(await startRedis({ args: ["--maxclients", "12000"] }));
  const port = freePort();
  const child = opened.use(await startProgram("article_server.ts", [port, redis.url]));
  const everything = opened.move();
  return {
    name: "article's design",
    server: child.pid,
    stores: [redis.pid],
    job: relayJob(port),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
