/**
 * A dashboard page of the old kind: each refresh asks Postgres for today's numbers, the newest orders
 * and low stock. Fills its database first. Arguments: PORT DATABASE_URL.
 */
import { Hono } from "hono";
import postgres from "postgres";

const [port = "0", databaseUrl = ""] = Deno.args;
const ORDERS_TODAY = 20_000;
const sql = postgres(databaseUrl, { onnotice() {} });

await sql`
  create table orders (
    id bigint primary key,
    customer text not null,
    total numeric(12, 2) not null,
    placed_at timestamptz not null
  )`;
await sql`create index on orders (placed_at)`;
await sql`create table stock (product_id text primary key, available int not null)`;
await sql`
  insert into orders
  select n, 'Ada L.', 39.90, date_trunc('day', now()) + n * interval '1 second'
  from generate_series(1, ${ORDERS_TODAY}::int) n`;
await sql`insert into stock select 'p' || n, n from generate_series(1, 500) n`;
await sql`vacuum analyze orders`;
await sql`vacuum analyze stock`;

const app = new Hono();
app.get("/page", async (c) => {
  const [totals, recent, low] = await Promise.all([
    sql`
      select count(*), sum(total) from orders
      where placed_at >= date_trunc('day', now())`,
    sql`select * from orders order by placed_at desc limit 50`,
    sql`select * from stock where available < 10 order by available`,
  ]);
  return c.json({ totals: totals[0], recent, low });
});

Deno.serve(
  { hostname: "127.0.0.1", port: Number(port), onListen: () => console.log("open") },
  app.fetch,
);
