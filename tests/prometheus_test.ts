import assert from "node:assert/strict";
import { programPath } from "./harness/programs.ts";
import { anOrder, openShop, type Shop } from "./shop.ts";

const FOLDER = new URL("../docs/operations/", import.meta.url).pathname;

async function scrape(shop: Shop): Promise<string> {
  return await (await fetch(`${shop.url}/metrics`)).text();
}

/** What a checker wrote, after it succeeded. */
async function promtool(args: string[], input = ""): Promise<string> {
  const command = new Deno.Command(programPath("TEST_PROMTOOL"), {
    args,
    cwd: FOLDER,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  await using child = command.spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  assert.equal(code, 0, text);
  return text;
}

Deno.test("prometheus: items are counted by outcome, refusals by reason, and commits by size and time", async () => {
  await using shop = await openShop();
  const order = anOrder();
  await shop.publish("orders", [order, order, anOrder(), { id: "no total" }]);
  for (
    const [body, headers] of [["{", {}], ["{}", { authorization: "Bearer fb_wrong" }]] as const
  ) {
    await (await shop.post("orders", body, headers)).body?.cancel();
  }

  assert.equal(await shop.count("flashboard_items_total", '{outcome="accepted"}'), 2);
  assert.equal(await shop.count("flashboard_items_total", '{outcome="duplicate"}'), 1);
  assert.equal(await shop.count("flashboard_publishes_refused_total", '{reason="bad_json"}'), 1);
  assert.equal(
    await shop.count("flashboard_publishes_refused_total", '{reason="unauthorized"}'),
    1,
  );
  assert.equal(await shop.count("flashboard_commit_items_sum"), 3);
  assert.equal(await shop.count("flashboard_commit_items_count"), 1);
  assert.equal(await shop.count("flashboard_commit_seconds_count"), 1);
  assert.ok(await shop.count("flashboard_commit_seconds_sum") > 0);
});

Deno.test("prometheus: the log's position, the board's age, Postgres and Redis are told", async () => {
  await using alone = await openShop();
  await using shop = await openShop({ REDIS_URL: programPath("TEST_REDIS_URL") });
  await using dashboard = await shop.dashboard();
  await shop.publish("orders", anOrder());
  await dashboard.next("orders");

  assert.equal(await shop.count("flashboard_log_position"), 1);
  assert.ok(await shop.count("flashboard_frames_total") >= 1);
  assert.ok(await shop.count("flashboard_board_age_seconds") < 30);
  assert.equal(await shop.count("flashboard_postgres_up"), 1);
  assert.equal(await shop.count("flashboard_redis_up"), 1);
  assert.ok(Number.isNaN(await alone.count("flashboard_redis_up")), "it is not used");
});

Deno.test("prometheus: its own checker finds nothing wrong with the metrics", async () => {
  await using shop = await openShop({ REDIS_URL: programPath("TEST_REDIS_URL") });
  await shop.publish("orders", anOrder());

  assert.equal(await promtool(["check", "metrics"], await scrape(shop)), "");
});

Deno.test("prometheus: the alert rules load, and ring when they should", async () => {
  assert.match(await promtool(["check", "rules", "alerts.yml"]), /SUCCESS/);
  assert.match(await promtool(["test", "rules", "alerts_test.yml"]), /SUCCESS/);
});

Deno.test("prometheus: rules and the Grafana dashboard ask for nothing that is not there", async () => {
  await using shop = await openShop({ REDIS_URL: programPath("TEST_REDIS_URL") });
  const metrics = await scrape(shop);
  for (const file of ["alerts.yml", "grafana.json"]) {
    const asked = (await Deno.readTextFile(FOLDER + file)).match(/flashboard_\w+/g) ?? [];
    assert.ok(asked.length > 5);
    for (const name of asked) {
      const family = name.replace(/_(bucket|sum|count)$/, "");
      assert.ok(metrics.includes(`# TYPE ${family} `), `${file} asks for ${name}`);
    }
  }
});

Deno.test("prometheus: every query of the Grafana dashboard is one that Prometheus understands", async () => {
  const { panels } = JSON.parse(await Deno.readTextFile(`${FOLDER}grafana.json`));
  const queries: string[] = panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
    targets.map(({ expr }) => expr.replaceAll("$__rate_interval", "1m"))
  );
  const rules = queries.map((expr, at) => ({ record: `query:${at}`, expr }));
  const file = await Deno.makeTempFile({ suffix: ".yml" });
  // JSON is YAML.
  await Deno.writeTextFile(file, JSON.stringify({ groups: [{ name: "grafana", rules }] }));

  assert.match(
    await promtool(["check", "rules", file]),
    new RegExp(`${queries.length} rules found`),
  );
  await Deno.remove(file);
});
