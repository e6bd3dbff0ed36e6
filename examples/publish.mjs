// Publishes an order. Deno: deno run -N -E examples/publish.mjs [URL]; Node 18+: node examples/publish.mjs
// Its id makes it safe to send again: an order counts once, however often it is sent.
import process from "node:process";

const url = `${process.argv[2] ?? "http://127.0.0.1:8000"}/api/publish/orders`;
const key = process.env.PUBLISH_KEY ?? "";
const items = [{ productId: "p1", name: "Mug", quantity: 2, price: "19.95" }];
const order = { id: "mjs-1001", customer: "Ada Lovelace", total: "39.90", items };

async function send(item) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Authorization": `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify(item),
      signal: AbortSignal.timeout(10_000),
    });
    return [answer.status, answer.headers.get("retry-after") ?? 1, await answer.text()];
  } catch (error) { // no answer, or a lost one: the order may have been taken or not
    return [503, 1, String(error)];
  }
}

let [status, wait, text] = await send(order);
for (let left = 7; left > 0 && (status >= 500 || status === 408 || status === 429); left--) {
  await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  [status, wait, text] = await send(order);
}
if (status >= 300) throw new Error(text);
console.log(text);
