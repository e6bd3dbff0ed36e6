import assert from "node:assert/strict";
import { parse } from "yaml";
import { readConfig, VARIABLES } from "../lib/config.ts";
import { serverAccount } from "./harness/account.ts";
import { Child } from "./harness/child.ts";
import { freePort } from "./harness/ports.ts";
import { programPath } from "./harness/programs.ts";
import { PROXY_KINDS } from "./harness/proxy_kinds.ts";
import { ThrowawayServer } from "./harness/throwaway_server.ts";
import { cookieOf, sendLogin } from "./log_in.ts";
import { anOrder, openShop, Shop } from "./shop.ts";

interface Service {
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: unknown;
  volumes?: string[];
  read_only?: boolean;
}

const read = (file: string) => Deno.readTextFile(new URL(`../${file}`, import.meta.url));
const COMPOSE = parse(await read("compose.yaml"), { merge: true });
const SERVICES: Record<string, Service> = COMPOSE.services;
const CONF = await read("docs/operations/nginx.conf");
const UPSTREAMS = [...CONF.matchAll(/server ([\w-]+):8000;/g)].map(([, name = ""]) => name);

/** What Compose makes of a value, with these words for every variable of `.env`. */
function filled(environment: Record<string, string>): Record<string, string> {
  const entries = Object.entries(environment);
  return Object.fromEntries(entries.map(([name, value]) => [
    name,
    value.replace(/\$\{\w+:\?\}/g, "twenty-characters-or-so"),
  ]));
}

Deno.test("deployment: compose.yaml gives each server settings that it takes, and starts nothing before what it needs", async () => {
  assert.deepEqual(UPSTREAMS, Object.keys(SERVICES).filter((name) => name.startsWith("server-")));
  const dockerfile = await read("Dockerfile");
  const inImage = { HOST: "0.0.0.0", PORT: "8000", DATA_DIR: "/data" };
  for (const [name, value] of Object.entries(inImage)) {
    assert.ok(dockerfile.includes(`${name}=${value}`));
  }
  for (const name of UPSTREAMS) {
    const { environment = {}, depends_on = {}, read_only } = SERVICES[name] ?? {};
    assert.deepEqual(
      Object.keys(environment).filter((one) => !VARIABLES.some((v) => v === one)),
      [],
    );
    const config = readConfig({ ...inImage, ...filled(environment) });
    assert.ok(
      config.databaseUrl && config.redisUrl && config.dashboardPassword && config.publishKey,
    );
    assert.ok(
      [config.databaseUrl, config.redisUrl].every((url) => new URL(url).hostname in depends_on),
    );
    assert.deepEqual(config.trustedProxies, [COMPOSE.networks.default.ipam.config[0].subnet]);
    assert.ok(read_only);
  }
  for (const { depends_on = {} } of Object.values(SERVICES)) {
    for (const [needed, { condition }] of Object.entries(depends_on)) {
      assert.equal(condition, "service_healthy");
      assert.ok(SERVICES[needed]?.healthcheck || /^HEALTHCHECK /m.test(dockerfile), needed);
    }
  }
  const [mounted = ""] = SERVICES["proxy"]?.volumes?.[0]?.split(":") ?? [];
  assert.equal(await read(mounted), CONF);
});

/** The proxy of compose.yaml, with servers of this machine in the place of its own. */
async function startProxy(servers: Shop[]): Promise<ThrowawayServer> {
  const account = await serverAccount();
  const folder = await Deno.makeTempDir({ prefix: "compose-" });
  if (account) await Deno.chown(folder, account.uid, account.gid);
  return ThrowawayServer.start({
    name: "nginx",
    folder,
    stopSignal: "SIGKILL",
    urlOf: (port) => `http://127.0.0.1:${port}`,
    launch(port) {
      const setting = { folder, port, idleS: 60, extra: "" };
      const block = servers.reduce(
        (text, { url }, at) => text.replace(`${UPSTREAMS[at]}:8000`, new URL(url).host),
        CONF.replace("listen 80;", `listen 127.0.0.1:${port};`),
      );
      Deno.writeTextFileSync(`${folder}/config`, PROXY_KINDS.nginx.config(block, setting));
      const args = PROXY_KINDS.nginx.args(`${folder}/config`, setting);
      return new Child({ program: programPath("TEST_NGINX"), args, cwd: folder, env: {}, account });
    },
    answers: async (url) => (await fetch(`${url}/livez`).catch(() => null))?.ok ?? false,
  });
}

Deno.test("deployment: behind compose.yaml's proxy both servers take orders, streams pass, and its request ids are kept", async () => {
  await using here = await openShop({ REDIS_URL: programPath("TEST_REDIS_URL") });
  await using there = await openShop({
    DATABASE_URL: here.database,
    REDIS_URL: programPath("TEST_REDIS_URL"),
  });
  await using proxy = await startProxy([here, there]);
  const shop = new Shop(proxy.url);
  await using dashboard = await shop.dashboard();
  const answers = await Promise.all(Array.from({ length: 4 }, () => {
    return shop.post("orders", JSON.stringify(anOrder()));
  }));
  for (const answer of answers) {
    await answer.body?.cancel();
    assert.equal(answer.status, 201);
    assert.match(answer.headers.get("x-request-id") ?? "", /^[\da-f]{32}$/, "the proxy's own");
  }

  const taken = await Promise.all([here, there].map((one) => {
    return one.count("flashboard_items_total", '{outcome="accepted"}');
  }));
  assert.ok(taken.every((count) => count > 0), taken.join());
  await dashboard.next(({ data }) => (data as { ordersToday?: number }).ordersToday === 4);
});

Deno.test("deployment: compose.yaml's proxy passes on that one in front of it ended TLS", async () => {
  await using shop = await openShop({ DASHBOARD_PASSWORD: "open sesame" });
  await using proxy = await startProxy([shop, shop]);
  const cookies = [];
  for (const headers of [{}, { "x-forwarded-proto": "http" }, { "x-forwarded-proto": "https" }]) {
    const answer = await sendLogin(proxy.url, "open sesame", headers);
    await answer.body?.cancel();
    cookies.push(cookieOf(answer).split("=")[0]);
  }

  assert.deepEqual(cookies, ["flashboard", "flashboard", "__Host-flashboard"]);
});

/** A server that looks well and hangs up on whoever publishes, as one that is just going away. */
function startLeaving(): Disposable & { url: string; asked(): number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: freePort() });
  let asked = 0;
  const serve = async (connection: Deno.Conn) => {
    const bytes = new Uint8Array(4_000);
    await connection.read(bytes);
    const isPublish = new TextDecoder().decode(bytes).startsWith("POST");
    if (isPublish) asked++;
    else await connection.write(new TextEncoder().encode("HTTP/1.0 200 OK\r\n\r\n"));
    connection.close();
  };
  const running = (async () => {
    for await (const connection of listener) await serve(connection);
  })();
  return {
    url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    asked: () => asked,
    [Symbol.dispose]() {
      listener.close();
      void running;
    },
  };
}

Deno.test("deployment: compose.yaml's proxy asks the other server when one goes away with an order, and leaves it to the sender when a stock move could count twice", async () => {
  const move = { productId: "mug", delta: -1 };
  const cases = [["orders", anOrder, [201]], ["inventory", () => move, [201, 502]]] as const;
  for (const [channel, item, expected] of cases) {
    await using here = await openShop();
    await here.publish("inventory", { productId: "mug", available: 100 });
    using leaving = startLeaving();
    await using proxy = await startProxy([here, new Shop(leaving.url)]);
    const statuses = [];
    for (let n = 0; n < 4; n++) {
      const answer = await new Shop(proxy.url).post(channel, JSON.stringify(item()));
      await answer.body?.cancel();
      statuses.push(answer.status);
    }
    assert.equal(leaving.asked(), 1, "nginx asks it no more for a while");
    assert.deepEqual([...new Set(statuses)].sort(), expected, channel);
  }
});
