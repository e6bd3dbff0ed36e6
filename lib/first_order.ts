/**
 * The shell command that publishes a first order.
 *
 * @param key A publish key, or the shell variable that holds it.
 */
export function firstOrderCommand(publishUrl: string, key: string): string {
  const order = {
    id: "1001",
    customer: "Ada Lovelace",
    total: "39.90",
    items: [{ productId: "p1", name: "Mug", quantity: 2, price: "19.95" }],
  };
  return `curl ${publishUrl} \\
  -H "Authorization: Bearer ${key}" \\
  -H 'Content-Type: application/json' \\
  -d '${JSON.stringify(order)}'`;
}
