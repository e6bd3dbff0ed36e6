import assert from "node:assert/strict";
import { SECRETS } from "./hook_sender.ts";
import { KEY, openShop } from "./shop.ts";

const DOCS = await Deno.readTextFile(new URL("../docs/webhooks.md", import.meta.url));

/** The blocks of a language in docs/webhooks.md. */
function blocks(language: string): string[] {
  const fences = DOCS.matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  return [...fences].flatMap(([, name, text = ""]) => name === language ? text : []);
}

Deno.test("hooks: every command of docs/webhooks.md sends a delivery that counts", async () => {
  await using shop = await openShop(SECRETS);
  const env = { ...SECRETS, PUBLISH_KEY: KEY };
  const answers = [];
  for (const command of blocks("sh")) {
    const script = `set -euo pipefail\n${command.replaceAll("http://localhost:8000", shop.url)}`;
    const bash = new Deno.Command("bash", { args: ["-c", script], env });
    const { success, stdout, stderr } = await bash.output();
    assert.ok(success, new TextDecoder().decode(stderr));
    answers.push(JSON.parse(new TextDecoder().decode(stdout)));
  }

  assert.deepEqual(answers.map(({ accepted }) => accepted), [1, 1, 1, 1, 1]);
  const { recentOrders } = await shop.metrics();
  assert.deepEqual(recentOrders.map(({ id, total }) => `${id} ${total}`), [
    "1002 19.95",
    "1003 19.95",
    "stripe:pi_1 19.95",
    "woocommerce:727 19.95",
    "shopify:1001 19.95",
  ]);
});

interface Subscriber {
  default(args: unknown): Promise<void>;
  config: { event: string[] };
}

Deno.test("hooks: the Medusa subscriber of docs/webhooks.md places an order and cancels it", async () => {
  await using shop = await openShop();
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  // Tests share one environment: what one sets, all the others have.
  const code = (blocks("ts")[0] ?? "")
    .replaceAll("process.env", JSON.stringify({ FLASHBOARD_URL: shop.url, PUBLISH_KEY: KEY }));
  await Deno.writeTextFile(file, code);
  const { default: tell, config } = await import(`file://${file}`) as Subscriber;
  await Deno.remove(file);

  const order = {
    id: "order_01",
    currency_code: "usd",
    created_at: "2026-11-24T09:00:00Z",
    total: 39.9,
    customer: { first_name: "Ada", last_name: "Lovelace" },
    items: [{
      variant_sku: "MUG",
      title: "Blue",
      product_title: "Mug",
      quantity: 2,
      unit_price: 19.95,
    }],
  };
  const container = { resolve: () => ({ graph: () => Promise.resolve({ data: [order] }) }) };
  const shown = [];
  for (const name of config.event) {
    await tell({ event: { name, data: { id: "order_01" } }, container });
    const [first] = (await shop.metrics()).recentOrders;
    shown.push([first?.id, first?.customer, first?.total, first?.units, first?.status]);
  }

  assert.deepEqual(shown, [
    ["order_01", "Ada L.", "39.90", 2, "placed"],
    ["order_01", "Ada L.", "39.90", 2, "cancelled"],
  ]);
});
