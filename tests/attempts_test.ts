import assert from "node:assert/strict";
import { Attempts } from "../lib/attempts.ts";
import { FlashboardError } from "../lib/error.ts";
import { makeKey } from "../lib/keys.ts";
import { FakeClock } from "./fake_clock.ts";
import { sendLogin } from "./log_in.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

const FIVE_MINUTES = 5 * 60_000;

function openAttempts(right: string) {
  const clock = new FakeClock();
  const told: string[] = [];
  const attempts = new Attempts({ clock, report: (_level, message) => told.push(message) });
  const check = (secret: string) => {
    if (secret !== right) throw new FlashboardError("unauthorized", "Wrong");
  };
  /** What comes of a secret: `in`, or the code of the error. */
  const send = (client: string | null, secret: string) =>
    attempts.try(client, secret, () => check(secret))
      .then(() => "in", (error: FlashboardError) => error.code);
  return { clock, told, send };
}

Deno.test("attempts: the eleventh guess in five minutes is not looked at, and it is then of others", async () => {
  const { clock, told, send } = openAttempts("right");
  for (let n = 0; n < 10; n++) assert.equal(await send("a", `wrong ${n}`), "unauthorized");
  assert.equal(await send("a", "right"), "too_fast");
  assert.equal(await send("b", "right"), "in");
  assert.equal(told.length, 1);

  clock.advance(FIVE_MINUTES);
  assert.equal(await send("a", "right"), "in");
});

Deno.test("attempts: many at the same time are no way round, and the right one costs nothing", async () => {
  const { send } = openAttempts("right");
  for (let n = 0; n < 50; n++) assert.equal(await send("a", "right"), "in");
  const all = await Promise.all(Array.from({ length: 50 }, (_, n) => send("a", `wrong ${n}`)));

  assert.equal(all.filter((code) => code === "unauthorized").length, 10);
  assert.equal(await send("a", "right"), "too_fast");
});

Deno.test("attempts: the same wrong one again is no guess, and what looks like a key that we made neither counts nor is held up", async () => {
  const right = makeKey();
  const { send } = openAttempts(right);
  for (let n = 0; n < 500; n++) assert.equal(await send("a", "old password"), "unauthorized");
  for (let n = 0; n < 600; n++) assert.equal(await send("a", makeKey()), "unauthorized");
  for (let n = 0; n < 9; n++) assert.equal(await send("a", `wrong ${n}`), "unauthorized");

  assert.equal(await send("a", "a password"), "too_fast");
  assert.equal(await send("a", right), "in");
  for (let n = 0; n < 3; n++) assert.equal(await send("b", `wrong ${n}`), "unauthorized");
});

Deno.test("attempts: who guesses from many addresses has few from each, and who knows gets in", async () => {
  const { send } = openAttempts("right");
  for (let n = 0; n < 500; n++) await send(`many ${n}`, `wrong ${n}`);
  assert.equal(await send("a", "a typing error"), "unauthorized");
  assert.equal(await send("a", "right"), "in");
  assert.equal(await send("a", "another"), "unauthorized");

  assert.equal(await send("a", "right"), "too_fast");
  assert.equal(await send("b", "right"), "in");
});

Deno.test("attempts: no number of clients fills the memory", async () => {
  const { send } = openAttempts("right");
  const before = Deno.memoryUsage().heapUsed;
  for (let n = 0; n < 50_000; n++) await send(`client ${n}`, `wrong ${n}`);

  assert.ok(Deno.memoryUsage().heapUsed - before < 30_000_000);
  assert.equal(await send("client 49999", "wrong again"), "unauthorized");
  assert.equal(await send("client 49999", "right"), "too_fast");
});

const ENV = { DASHBOARD_PASSWORD: "to look", OPERATOR_PASSWORD: "to change" };

/** Every way to send a secret, and its answer's status. */
function doors(shop: Shop, secret: string, address: string): Promise<Response>[] {
  const from = { "x-forwarded-for": address };
  const basic = { ...from, authorization: `Basic ${btoa(`x:${secret}`)}` };
  const bearer = { ...from, authorization: `Bearer ${secret}` };
  return [
    sendLogin(shop.url, secret, from),
    fetch(`${shop.url}/api/metrics`, { headers: basic }),
    fetch(`${shop.url}/api/metrics`, { headers: bearer }),
    fetch(`${shop.url}/api/metrics?screen=${secret}`, { headers: from }),
    shop.post("orders", JSON.stringify(anOrder()), bearer),
    fetch(`${shop.url}/api/publish/visits?key=${secret}`, { method: "POST", headers: from }),
  ];
}

Deno.test("attempts: log-ins, passwords of programs and keys count together, for the network they come from", async () => {
  await using shop = await openShop(ENV);
  const guess = async (secret: string, address: string) => {
    const responses = await Promise.all(doors(shop, secret, address));
    await Promise.all(responses.map((response) => response.body?.cancel()));
    return responses;
  };
  for (let n = 0; n < 10; n++) {
    const statuses = (await guess(`wrong-${n}`, "203.0.113.7")).map(({ status }) => status);
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401]);
  }
  for (const response of await guess("to-look", "203.0.113.7")) {
    assert.equal(response.status, 429, response.url);
    assert.match(response.headers.get("retry-after") ?? "", /^(?:300|29\d|[12]\d\d)$/);
  }
  const page = await sendLogin(shop.url, "to change", { "x-forwarded-for": "203.0.113.7" });
  assert.match(await page.text(), /role="alert">Too many wrong passwords .* in 5 min\.</);
  const elsewhere = await sendLogin(shop.url, "to change", { "x-forwarded-for": "203.0.113.8" });
  await elsewhere.body?.cancel();
  assert.equal(elsewhere.status, 303);
});
