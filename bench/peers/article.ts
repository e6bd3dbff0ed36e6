import { Child } from "../../tests/harness/child.ts";
import { freePort } from "../../tests/harness/ports.ts";
import { startRedis } from "../../tests/harness/servers.ts";
import { poll } from "../../tests/harness/wait.ts";
import { PAYLOAD, type Peer, publishRequest, subscribeRequest } from "./peer.ts";

/** The design of the article that this project set out from, on a Redis of its own. */
export async function startArticle(): Promise<Peer> {
  await using opened = new AsyncDisposableStack();
  const redis = opened.use(await startRedis({ args: ["--maxclients", "12000"] }));
  const port = freePort();
  const program = new URL("./article_server.ts", import.meta.url).pathname;
  const child = opened.use(
    new Child({
      program: Deno.execPath(),
      args: ["run", "-A", program, String(port), redis.url],
      cwd: new URL("../..", import.meta.url).pathname,
      env: { ...Deno.env.toObject(), NO_COLOR: "1" },
    }),
  );
  if (!await poll(() => child.ended || child.output().includes("open")) || child.ended) {
    throw new Error(`The article's design did not start:\n${child.output()}`);
  }
  const everything = opened.move();
  return {
    name: "article's design",
    server: child.pid,
    stores: [redis.pid],
    job: {
      port,
      subscribe: subscribeRequest("/stream"),
      mark: '"n":(\\d{7})',
      request: publishRequest("/publish", PAYLOAD),
      position: null,
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
