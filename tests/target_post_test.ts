import assert from "node:assert/strict";
import { post, type PostOptions } from "../lib/targets/post.ts";

const TLS = new URL("./fixtures/tls/", import.meta.url);
const [cert, key, ca] = await Promise.all(
  ["server.pem", "server.key", "ca.pem"].map((name) => Deno.readTextFile(new URL(name, TLS))),
);

interface Seen {
  url: string;
  body: string;
}

/** A server that remembers what it was sent. */
function receiver(answer: () => Response | Promise<Response>, secure = false) {
  const seen: Seen[] = [];
  const options = { port: 0, hostname: "127.0.0.1", onListen() {}, ...secure && { cert, key } };
  const server = Deno.serve(options, async (request) => {
    seen.push({ url: request.url, body: await request.text() });
    return await answer();
  });
  return {
    seen,
    port: server.addr.port,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function send(url: string, options: Partial<PostOptions> = {}) {
  return post({ url, headers: { "x-one": "1" }, body: "ä" }, { allowed: ["*"], ...options });
}

Deno.test("posting: what is sent arrives, and what is answered comes back, whatever its status", async () => {
  await using server = receiver(() =>
    new Response("later", { status: 429, headers: { "retry-after": "7" } })
  );
  const url = `http://127.0.0.1:${server.port}/a?b=c`;
  const answer = await send(url);

  assert.deepEqual(answer, { status: 429, retryAfter: "7", text: "later" });
  assert.deepEqual(server.seen, [{ url, body: "ä" }]);
});

Deno.test("posting: a private address is never connected to, by literal, in disguise or by name", async () => {
  await using server = receiver(() => new Response());
  const hosts = ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"];
  for (const host of hosts) {
    const sent = send(`http://${host}:${server.port}/`, { allowed: ["10.0.0.0/8"] });

    await assert.rejects(sent, /private address: ALLOW_PRIVATE_TARGETS would/, host);
  }
  const mixed = async () => await ["1.1.1.1", "127.0.0.1"];
  await assert.rejects(
    send(`https://hook.example:${server.port}/`, { allowed: [], resolve: mixed }),
    /hook\.example leads to 127\.0\.0\.1, which is a private address/,
  );
  assert.deepEqual(server.seen, []);
});

Deno.test("posting: a name that nobody knows is told in a sentence", async () => {
  await assert.rejects(
    send("https://nobody.invalid/"),
    /^Error: nobody\.invalid is not found: it is misspelt/,
  );
});

Deno.test("posting: a name that changes its address once it was checked leads where it led first", async () => {
  await using server = receiver(() => new Response());
  const answers = ["127.0.0.1", "127.0.0.2"];
  const asked: string[] = [];
  const resolve = async (name: string) => {
    asked.push(name);
    return await answers.splice(0, 1);
  };
  const options = { allowed: ["127.0.0.1"], resolve };
  const url = `http://rebinding.example:${server.port}/`;

  assert.equal((await send(url, options)).status, 200);
  assert.deepEqual(asked, ["rebinding.example"], "resolved once for the check and the connection");
  await assert.rejects(send(url, options), /127\.0\.0\.2, which is a private address/);
  assert.equal(server.seen.length, 1);
});

Deno.test("posting: a redirect is an answer and is not followed", async () => {
  await using inner = receiver(() => new Response("secret"));
  const location = `http://127.0.0.1:${inner.port}/`;
  for (const status of [301, 302, 303, 307, 308]) {
    await using outer = receiver(() => new Response(null, { status, headers: { location } }));

    assert.equal((await send(`http://127.0.0.1:${outer.port}/`)).status, status);
  }
  assert.deepEqual(inner.seen, []);
});

Deno.test("posting: a certificate must be of the name, and of an authority that is known", async () => {
  await using server = receiver(() => new Response("ok"), true);
  const resolve = async () => await ["127.0.0.1"];
  const url = (name: string) => `https://${name}:${server.port}/`;

  assert.equal((await send(url("localhost"), { ca: [ca ?? ""] })).text, "ok");
  await assert.rejects(send(url("localhost")), /certificate/);
  await assert.rejects(send(url("other.example"), { ca: [ca ?? ""], resolve }), /other\.example/);
  assert.equal(server.seen.length, 1);
});

Deno.test("posting: plain HTTP goes to no public address", async () => {
  const resolve = async () => await ["1.1.1.1"];
  await assert.rejects(send("http://hook.example/", { resolve }), /use https/);
});

Deno.test("posting: who does not answer is given up, wherever it hangs", async () => {
  const never = new Promise<never>(() => {});
  const { promise: released, resolve: release } = Promise.withResolvers<Response>();
  await using silent = receiver(() => released);
  using deaf = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const timeoutMs = 100;

  await assert.rejects(send(`http://127.0.0.1:${silent.port}/`, { timeoutMs }), /within 0\.1 s/);
  await assert.rejects(send(`http://127.0.0.1:${deaf.addr.port}/`, { timeoutMs }), /within 0\.1 s/);
  await assert.rejects(
    send("https://hook.example/", { timeoutMs, resolve: () => never }),
    /within 0\.1 s/,
  );
  release(new Response());
});

Deno.test("posting: of a body without end no more than its start is read", async () => {
  let cancelled = false;
  const endless = () =>
    new ReadableStream({
      pull: (to) => to.enqueue(new TextEncoder().encode("x".repeat(65_536))),
      cancel: () => void (cancelled = true),
    });
  await using server = receiver(() => new Response(endless()));
  const { status, text } = await send(`http://127.0.0.1:${server.port}/`);

  assert.equal(status, 200);
  assert.equal(text.length, 4_096);
  await using stalled = receiver(() => {
    const stream = new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode("o")) });
    return new Response(stream);
  });
  const answer = await send(`http://127.0.0.1:${stalled.port}/`, { timeoutMs: 200 });
  assert.deepEqual([answer.status, answer.text], [200, "o"]);
  assert.ok(cancelled);
});

Deno.test("posting: nobody there is said with where nobody was", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();

  await assert.rejects(send(`http://127.0.0.1:${port}/`), /ECONNREFUSED 127\.0\.0\.1/);
});
