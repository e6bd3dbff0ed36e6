import postgres from "postgres";
import { type Encryption, readEncryption } from "./encryption.ts";
import { socketMaker } from "./socket.ts";
import { formatTextArray, parseTextArray } from "./text_array.ts";

/** Where Postgres is: a URL, or the Unix socket of an embedded one. */
export type Address = { url: string } | { socket: string };

type Types = { bigint: number; textArray: readonly string[] };

export type Sql = postgres.Sql<Types>;

/** What runs statements: the pool, each on any of its connections, or a transaction. */
export type Statements = postgres.ISql<Types>;

/** A transaction on one of the pool's connections. */
export type Tx = postgres.TransactionSql<Types>;

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
    // Each new connection would be asked for its types, and the process would end when it is lost
    // before it answers: nobody waits for that query, so that its failure goes unhandled.
    fetch_types: false,
    types: {
      bigint: { to: 20, from: [20], parse: Number, serialize: String },
      textArray: { to: 1009, from: [1009], parse: parseTextArray, serialize: formatTextArray },
    },
    connection: {
      application_name: "flashboard",
      idle_in_transaction_session_timeout: 10_000,
    },
    backoff: (tries: number) => Math.min(0.05 * 2 ** tries, 1),
  };
  if ("url" in address) {
    const { url, encryption } = readEncryption(address.url);
    return postgres(url, { ...options, ...sockets(encryption) });
  }
  // PGlite is one session: two connections would read each other's portals.
  const session = { max: 1, path: address.socket, user: "postgres", database: "postgres" };
  return postgres({ ...options, ...session, ...sockets() });
}

/** Our own sockets, which are encrypted when postgres.js gets them. */
function sockets(encryption: Encryption | null = null) {
  return { socket: socketMaker({ encryption }), ssl: false };
}
