import { lookup } from "node:dns/promises";
import http from "node:http";
import net from "node:net";
import tls from "node:tls";
import { isPrivate, mayReach } from "../private_address.ts";

/** What is sent, with POST. */
export interface OutgoingRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What was answered, whatever it says. */
export interface Answer {
  status: number;
  retryAfter: string | null;
  /** The first 4 KiB of the body. */
  text: string;
}

export interface PostOptions {
  /** Private addresses and ranges that may be reached; `*` is all. */
  allowed: readonly string[];
  /** Until the answer's body has come, in ms. Default 15,000. */
  timeoutMs?: number | undefined;
  /** Ends it when it aborts. */
  signal?: AbortSignal;
  /** Certificates of further authorities (PEM). */
  ca?: string[] | undefined;
  /** The addresses of a name. Default: as the machine resolves it. */
  resolve?: ((name: string) => Promise<string[]>) | undefined;
}

const TIMEOUT_MS = 15_000;
const MOST_TEXT_BYTES = 4_096;

/**
 * Sends a request and reads what is answered. A name is resolved once, its addresses are checked and
 * the connection goes to one of them, so that a name which changes its mind in between (DNS rebinding)
 * leads nowhere. Redirects are not followed; plain HTTP goes only to private addresses that are allowed.
 *
 * @throws Error with a sentence for the operator, when nothing was answered or it may not be sent.
 */
export async function post(request: OutgoingRequest, options: PostOptions): Promise<Answer> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([deadline, ...options.signal ? [options.signal] : []]);
  try {
    const url = new URL(request.url);
    const addresses = await untilAborted(addressesOf(url, options), signal);
    const response = await open(url, addresses, request, options.ca, signal);
    const text = await readStart(response);
    const retryAfter = response.headers["retry-after"] ?? null;
    return { status: response.statusCode ?? 0, retryAfter, text };
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new Error(`No answer came within ${timeoutMs / 1_000} s`, { cause: error });
  }
}

/** The addresses behind a URL; none of them may be one that must not be reached. */
async function addressesOf(url: URL, { allowed, resolve = resolveName }: PostOptions) {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = net.isIP(host) ? [host] : await resolve(host);
  const [first] = addresses;
  if (first === undefined) throw new Error(`${host} has no address`);
  for (const address of addresses) {
    if (!mayReach(address, allowed)) {
      const what = address === host ? host : `${host} leads to ${address}, which`;
      throw new Error(
        `${what} is a private address: ALLOW_PRIVATE_TARGETS would have to list it`,
      );
    }
  }
  if (url.protocol !== "https:" && addresses.some((address) => !isPrivate(address))) {
    throw new Error(`${host} is on the public internet: use https`);
  }
  return addresses;
}

async function resolveName(name: string): Promise<string[]> {
  const found = await lookup(name, { all: true, order: "ipv4first" }).catch((cause) => {
    throw new Error(`${name} is not found: it is misspelt, or this server has no DNS`, { cause });
  });
  return found.map(({ address }) => address);
}

/** A lookup cannot be stopped, but need not be waited for. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return Promise.race([work, promise]);
}

function open(
  url: URL,
  addresses: readonly string[],
  { headers, body }: OutgoingRequest,
  ca: string[] | undefined,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const request = http.request({
    method: "POST",
    path: url.pathname + url.search,
    headers: { host: url.host, "content-length": String(Buffer.byteLength(body)), ...headers },
    createConnection: () => connect(url, addresses, ca),
    signal,
  }, resolve);
  request.on("error", reject);
  request.end(body);
  return promise;
}

/** Connects to one of the addresses; a certificate must be of the name. */
function connect(url: URL, addresses: readonly string[], ca: string[] | undefined): net.Socket {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const secure = url.protocol === "https:";
  const known: net.LookupFunction = (_name, _options, found) => {
    found(null, addresses.map((address) => ({ address, family: net.isIP(address) })));
  };
  const port = Number(url.port) || (secure ? 443 : 80);
  const options = { host, port, lookup: known, autoSelectFamily: true };
  if (!secure) return net.connect(options);
  // A name is sent so that the server shows the right certificate; an address must not be.
  return tls.connect({
    ...options,
    ...net.isIP(host) ? {} : { servername: host },
    ...ca && { ca },
  });
}

/** The start of a body; what comes late, or after it, changes nothing. */
async function readStart(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MOST_TEXT_BYTES) break;
    }
  } catch {
    // The status has come, and it decides.
  }
  response.destroy();
  return Buffer.concat(chunks).subarray(0, MOST_TEXT_BYTES).toString();
}
