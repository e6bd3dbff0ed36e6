import postgres from "postgres";

/** Where Postgres is: a URL, or the Unix socket of an embedded one. */
export type Address = { url: string } | { socket: string };

export type Sql = postgres.Sql<{ bigint: number }>;

/** A transaction on one of the pool's connections. */
export type Tx = postgres.TransactionSql<{ bigint: number }>;

/**
 * Makes a pool. It connects when first asked and again after every loss.
 *
 * A server that freezes inside a transaction would hold the log's lock for all others, so Postgres
 * ends such a transaction after 10 seconds.
 */
export function connect(address: Address): Sql {
  const options = {
    max: 4,
    connect_timeout: 5,
    onnotice: () => {},
    types: {
      bigint: { to: 20, from: [20], parse: Number, serialize: String },
    },
    connection: {
      application_name: "flashboard",
      idle_in_transaction_session_timeout: 10_000,
    },
    backoff: (tries: number) => Math.min(0.05 * 2 ** tries, 1),
  };
  if ("url" in address) return postgres(address.url, options);
  // PGlite is one session: two connections would read each other's portals.
  const embedded = { max: 1, path: address.socket, user: "postgres", database: "postgres" };
  return postgres({ ...options, ...embedded });
}
