/**
 * What the article describes, as a server that can be measured: each dashboard has two connections to
 * Redis, one that reads the state and one that is told of orders, and each message is parsed, encoded
 * and written for each dashboard anew. Arguments: PORT REDIS_URL.
 */
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { Redis } from "ioredis";

const [port = "0", redisUrl = ""] = Deno.args;
const HEARTBEAT_MS = 15_000;
const publisher = new Redis(redisUrl);
const app = new Hono();

app.post("/publish", async (c) => {
  const order = await c.req.json();
  await publisher.multi()
    .incr("orders")
    .incrbyfloat("revenue", 39.9)
    .lpush("recent", JSON.stringify(order))
    .ltrim("recent", 0, 49)
    .publish("dashboard", JSON.stringify({ type: "order", data: order }))
    .exec();
  return c.json({ ok: true }, 201);
});

app.get("/stream", (c) =>
  streamSSE(c, async (stream) => {
    const [reads, listens] = [new Redis(redisUrl), new Redis(redisUrl)];
    const closed = Promise.withResolvers<void>();
    stream.onAbort(() => closed.resolve());
    listens.on("message", (_channel, message) => {
      const { type, data } = JSON.parse(message);
      void stream.writeSSE({ event: type, data: JSON.stringify(data) });
    });
    await listens.subscribe("dashboard");
    const [orders, revenue] = await reads.mget("orders", "revenue");
    await stream.writeSSE({ event: "init", data: JSON.stringify({ orders, revenue }) });
    const heartbeat = setInterval(
      () => void stream.writeSSE({ event: "heartbeat", data: String(Date.now()) }),
      HEARTBEAT_MS,
    );
    await closed.promise;
    clearInterval(heartbeat);
    reads.disconnect();
    listens.disconnect();
  }));

Deno.serve(
  { hostname: "127.0.0.1", port: Number(port), onListen: () => console.log("open") },
  app.fetch,
);
