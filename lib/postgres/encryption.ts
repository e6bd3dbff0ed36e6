import { once } from "node:events";
import { isIP, type Socket } from "node:net";
import { connect } from "node:tls";
import { isOutage } from "./outage.ts";

/** How connections are encrypted. */
export interface Encryption {
  /** Whether the certificate must be of an authority that is trusted, and bear the host's name. */
  verified: boolean;
  /** Whether a server without encryption will do. */
  optional: boolean;
  /** TLS from the first byte, as Postgres 17 offers it. */
  direct: boolean;
}

/** Of libpq's own parameters, those that Postgres itself would refuse. */
const OURS = ["sslmode", "ssl", "sslnegotiation", "channel_binding"];

/**
 * Takes what a URL says of encryption out of it, as postgres.js 3.4.9 reads it: `sslmode` (or `ssl`)
 * `require` asks for no certificate that is trusted, `prefer` and `allow` do without encryption where
 * there is none, `disable` is none, and anything else verifies.
 */
export function readEncryption(url: string): { url: string; encryption: Encryption | null } {
  const [, address = "", query = ""] = /^([^?]*)\??(.*)$/.exec(url) ?? [];
  const params = new URLSearchParams(query);
  const mode = params.get("sslrootcert") === "system"
    ? "verify-full"
    : params.get("sslmode") ?? params.get("ssl") ?? "disable";
  const direct = params.get("sslnegotiation") === "direct";
  for (const name of OURS) params.delete(name);
  if (params.get("sslrootcert") === "system") params.delete("sslrootcert");
  const plain = params.size > 0 ? `${address}?${params}` : address;
  if (["disable", "false", ""].includes(mode)) return { url: plain, encryption: null };
  const optional = mode === "prefer" || mode === "allow";
  return {
    url: plain,
    encryption: { verified: !optional && mode !== "require", optional, direct },
  };
}

/** Asks a server to speak TLS (Postgres' protocol, "SSL Session Encryption"). */
const SSL_REQUEST = new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]);
const WILLING = "S".charCodeAt(0);

/**
 * Encrypts a connection that was just begun.
 *
 * @throws Error with the code `TLS` when the server will not, or its certificate is not as it must be, and
 * the socket's own errors.
 */
export async function encrypt(
  socket: Socket,
  host: string,
  { verified, optional, direct }: Encryption,
): Promise<Socket> {
  if (!direct && !await isWilling(socket)) {
    if (optional) return socket;
    throw new Refused(`${host} does not speak TLS, which sslmode asks for`);
  }
  // What becomes of it is told of what is made of it.
  socket.on("error", () => {});
  const secure = connect({
    socket,
    rejectUnauthorized: verified,
    ...isIP(host) === 0 && { servername: host },
    ...direct && { ALPNProtocols: ["postgresql"] },
  });
  await orClosed(socket, once(secure, "secureConnect")).catch((cause: Error) => {
    if (isOutage(cause)) throw cause;
    throw new Refused(`the certificate of ${host} is not trusted (${cause.message})`, { cause });
  });
  return secure;
}

async function isWilling(socket: Socket): Promise<boolean> {
  socket.write(SSL_REQUEST);
  const [answer] = await orClosed(socket, once(socket, "data"));
  return answer[0] === WILLING;
}

/** A server that hangs up says nothing more. */
function orClosed<T>(socket: Socket, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  socket.once("close", () => reject(new Closed("The connection was closed")));
  return Promise.race([work, promise]);
}

/** What is asked of encryption is not what there is. */
class Refused extends Error {
  readonly code = "TLS";
}

/** The connection is gone. */
export class Closed extends Error {
  readonly code = "CONNECTION_CLOSED";
}
