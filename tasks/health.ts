/** Asks the server on this machine whether it can take orders: exit code 0, or 1. */
const port = Deno.env.get("PORT") || "8000";
const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
Deno.exit(answer?.ok ? 0 : 1);
