import assert from "node:assert/strict";
import { programPath } from "./harness/programs.ts";
import { webServer } from "./harness/web_server.ts";
import { KEY, openShop } from "./shop.ts";

const FOLDER = new URL("../examples/", import.meta.url).pathname;

/** What runs each example, and the id of the order that it publishes. */
function examples(): [title: string, program: string, args: string[], id: string][] {
  return [
    ["curl", "sh", [`${FOLDER}publish.sh`], "sh-1001"],
    ["Deno", Deno.execPath(), ["run", "-N", "-E", `${FOLDER}publish.mjs`], "mjs-1001"],
    ["Node", programPath("TEST_NODE"), [`${FOLDER}publish.mjs`], "mjs-1001"],
    ["Python", programPath("TEST_PYTHON"), [`${FOLDER}publish.py`], "py-1001"],
    ["PHP", programPath("TEST_PHP"), [`${FOLDER}publish.php`], "php-1001"],
  ];
}

/**
 * A way to a server on a bad day: it is away, then in a hurry, then its answer is lost; what is sent
 * once more gets through.
 */
async function badDay(url: string) {
  const times: number[] = [];
  const server = await webServer(async (request, response) => {
    const turn = times.push(performance.now());
    if (turn === 1) return void response.writeHead(503, { "Retry-After": "2" }).end("away");
    if (turn === 2) return void response.writeHead(429, { "Retry-After": "1" }).end("wait");
    const body = await Array.fromAsync(
      request,
      (part: Uint8Array) => new TextDecoder().decode(part),
    );
    const { authorization = "", "content-type": type = "" } = request.headers;
    const headers = { authorization, "content-type": type };
    const answer = await fetch(url + request.url, { method: "POST", headers, body: body.join("") });
    const text = await answer.text();
    if (turn === 3) return void request.socket.destroy();
    response.writeHead(answer.status, { "Content-Type": "application/json" }).end(text);
  });
  return { ...server, times };
}

async function run(program: string, args: string[], url: string, key: string) {
  const command = new Deno.Command(program, { args: [...args, url], env: { PUBLISH_KEY: key } });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, output: text.decode(stdout), errors: text.decode(stderr) };
}

Deno.test("examples: on a bad day each waits as it is told, sends again, and the order counts once", async () => {
  await Promise.all(
    examples().map(async ([title, program, args, id]) => {
      await using shop = await openShop();
      await using front = await badDay(shop.url);
      const { code, output, errors } = await run(program, args, front.url, KEY);
      const { recentOrders } = await shop.metrics();
      const [first = 0, second = 0, third = 0] = front.times;

      assert.equal(code, 0, `${title}: ${errors}`);
      assert.match(output, /'?"?duplicates'?"?: ?1/, title);
      assert.equal(front.times.length, 4, title);
      // Timers may be a little early.
      assert.ok(second - first > 1_990 && third - second > 990, `${title}: ${front.times}`);
      assert.deepEqual(recentOrders.map((order) => order.id), [id], title);
    }),
  );
});

Deno.test("examples: a refusal ends each at once, with what the server says", async () => {
  await using shop = await openShop({ PUBLISH_RATE: "0" });
  for (const [title, program, args] of examples()) {
    const { code, output, errors } = await run(program, args, shop.url, "wrong-key");

    assert.notEqual(code, 0, title);
    assert.match(output + errors, /This key is not known/, title);
  }
});
