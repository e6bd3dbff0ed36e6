import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ownPath } from "../lib/web/own_path.ts";
import { GUARD_MS, poll, within } from "./harness/wait.ts";
import { barriers, prepareForBarriers } from "./harness/accessibility.ts";
import { cookieOf, logIn, sendLogin } from "./log_in.ts";
import { isLive, openPage, says } from "./open_page.ts";
import { openShop, type Shop } from "./shop.ts";

const ENV = { DASHBOARD_PASSWORD: "to löok: 1", OPERATOR_PASSWORD: "to change" };

async function get(shop: Shop, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(shop.url + path, { headers, redirect: "manual" });
  return { response, text: await response.text() };
}

function logOut(shop: Shop, cookie: string) {
  return fetch(`${shop.url}/logout`, { method: "POST", headers: { cookie }, redirect: "manual" });
}

Deno.test("login: who opens a page is led to the form and back; programs get 401", async () => {
  await using shop = await openShop(ENV);
  const html = { accept: "text/html,*/*;q=0.8" };
  const led = await get(shop, "/api/metrics?x=1&y=ä", html);
  assert.equal(led.response.status, 303);
  assert.equal(
    led.response.headers.get("location"),
    "/login?to=%2Fapi%2Fmetrics%3Fx%3D1%26y%3D%25C3%25A4",
  );
  const form = await get(shop, led.response.headers.get("location") ?? "");
  assert.match(form.text, /name="to" value="\/api\/metrics\?x=1&amp;y=%C3%A4"/);
  assert.doesNotMatch(form.text, /<script|<style| style=| on\w+=/);

  const told = await get(shop, "/api/metrics");
  assert.equal(told.response.status, 401);
  assert.match(told.response.headers.get("content-type") ?? "", /problem\+json/);
  assert.match(told.response.headers.get("www-authenticate") ?? "", /^Basic/);
  // Else a browser would ask for the password by a box of its own, over the page.
  const asked = await get(shop, "/api/metrics", { "user-agent": "Mozilla/5.0 (X11)" });
  assert.equal(asked.response.headers.get("www-authenticate"), "Bearer");
});

Deno.test("login: each password opens as much as it should, and a wrong one nothing", async () => {
  await using shop = await openShop(ENV);
  await shop.publish("alerts", { title: "Slow" });
  const cases = [["to löok: 1", 403], ["to change", 204]] as const;
  for (const [password, status] of cases) {
    const headers = { cookie: await logIn(shop.url, password) };
    const page = await get(shop, "/", headers);
    const { alerts } = JSON.parse((await get(shop, "/api/metrics", headers)).text);
    const changed = await shop.change(alerts[0].id, '{"acknowledged":true}', headers);
    await changed.body?.cancel();

    assert.equal(page.response.status, 200);
    assert.equal(changed.status, status);
    assert.equal(page.text.includes("Acknowledge: Slow"), status === 204);
    assert.ok(page.text.includes('action="/logout"'));
  }
  const wrong = await sendLogin(shop.url, "to look", { to: "/tv" });
  assert.equal(wrong.status, 401);
  assert.deepEqual(wrong.headers.getSetCookie(), []);
  assert.match(await wrong.text(), /role="alert">This is not the password\..*value="\/tv"/s);
});

Deno.test("login: the cookie is kept from scripts and other sites, and behind TLS from everything else", async () => {
  await using shop = await openShop(ENV);
  const plain = await sendLogin(shop.url, "to change", { to: "/tv?theme=light" });
  const secure = await sendLogin(shop.url, "to change", { "x-forwarded-proto": "https" });
  assert.equal(plain.headers.get("location"), "/tv?theme=light");
  assert.match(
    plain.headers.getSetCookie().join(),
    /^flashboard=\S+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
  );
  assert.match(
    secure.headers.getSetCookie().join(),
    /^__Host-flashboard=\S+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
  );
  const headers = { cookie: cookieOf(secure) };
  assert.equal((await get(shop, "/api/metrics", headers)).response.status, 401);
  const behindTls = { ...headers, "x-forwarded-proto": "https" };
  assert.equal((await get(shop, "/api/metrics", behindTls)).response.status, 200);

  await using distrusts = await openShop({ ...ENV, TRUSTED_PROXIES: "none" });
  const forged = await sendLogin(distrusts.url, "to change", { "x-forwarded-proto": "https" });
  assert.match(cookieOf(forged), /^flashboard=/);
});

Deno.test("login: whatever is asked for, it leads to a path of ours", () => {
  const nasty = fc.constantFrom(
    "/",
    "\\",
    "//",
    "..",
    ".",
    "@",
    ":",
    "\t",
    "\n",
    "evil.example",
    "http",
  );
  const texts = fc.oneof(fc.string(), fc.webUrl(), fc.array(nasty).map((parts) => parts.join("")));
  fc.assert(fc.property(texts, (text) => {
    const path = ownPath(text);
    const { origin } = new URL(path, "https://board.example/login");

    assert.equal(origin, "https://board.example", text);
    assert.match(path, /^\//);
  }));
  assert.equal(ownPath("/tv?theme=light"), "/tv?theme=light");
  assert.deepEqual(["//evil.example", "/.//evil.example"].map(ownPath), ["/", "/"]);
});

Deno.test("login: a log-out ends the session and its streams at every server", async () => {
  await using here = await openShop(ENV);
  await using there = await openShop({ ...ENV, DATABASE_URL: here.database });
  const headers = { cookie: await logIn(here.url, "to change") };
  const other = { cookie: await logIn(here.url, "to change") };
  await using stays = await there.dashboard({ headers: other }, "?heartbeat=1");
  await using dashboard = await here.dashboard({ headers }, "?heartbeat=1");
  await using events = await there.events("?heartbeat=1", { headers });
  await Promise.all([dashboard, events].map((stream) => stream.next("heartbeat")));
  const left = await logOut(here, headers.cookie);

  assert.equal(left.headers.get("location"), "/login");
  assert.match(left.headers.getSetCookie().join(), /^flashboard=; .*Expires=Thu, 01 Jan 1970/);
  assert.equal((await get(here, "/api/metrics", headers)).response.status, 401);
  const closed = Promise.all([dashboard.closed, events.closed]);
  assert.ok(await within(closed.then(() => true), GUARD_MS));
  assert.ok(await poll(async () => (await get(there, "/", headers)).response.status === 401));
  await stays.next("heartbeat");
});

function addressOfMachine(): string {
  const isOutside = ({ family, address }: Deno.NetworkInterfaceInfo) =>
    family === "IPv4" && !address.startsWith("127.");
  return Deno.networkInterfaces().find(isOutside)?.address ?? "127.0.0.1";
}

Deno.test("login: with the keyboard alone, by pasting, on a small screen, and out again", async () => {
  await using shop = await openShop({ ...ENV, HOST: "0.0.0.0" });
  // Over plain HTTP and not on loopback browsers send less of what tells whose page it was.
  const url = shop.url.replace("0.0.0.0", addressOfMachine());
  await using opened = await openPage(`${url}/?x=1`, {
    viewport: { width: 320, height: 480 },
    colorScheme: "dark",
  });
  const { page } = opened;
  assert.equal(new URL(page.url()).pathname, "/login");
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  await page.keyboard.insertText("wrong");
  await page.keyboard.press("Enter");
  await says(page, "This is not the password.");
  await prepareForBarriers(page);
  assert.deepEqual(await barriers(page), []);
  await page.keyboard.insertText(ENV.DASHBOARD_PASSWORD);
  await page.keyboard.press("Enter");
  await isLive(page);
  assert.equal(new URL(page.url()).search, "?x=1");

  const elsewhere = await page.context().newPage();
  await elsewhere.goto(url);
  await isLive(elsewhere);
  await elsewhere.getByRole("button", { name: "Log out" }).click();
  await says(elsewhere, "Log in");
  // The other tab has nothing to click: its stream was cut.
  await page.waitForURL((url) => url.pathname === "/login");
});
