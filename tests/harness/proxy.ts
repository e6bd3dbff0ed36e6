import { serverAccount } from "./account.ts";
import { Child } from "./child.ts";
import { programPath } from "./programs.ts";
import { PROXY_KINDS, type ProxyName } from "./proxy_kinds.ts";
import { ThrowawayServer } from "./throwaway_server.ts";

export type { ProxyName } from "./proxy_kinds.ts";

export interface ProxyOptions {
  /** Seconds of silence after which it gives a connection up; default: 60, as most have it. */
  idleS?: number;
  /** More lines of its configuration, besides its block of docs/proxies.md. */
  extra?: string;
  /** Where HAProxy ends TLS too, with the certificate of localhost. */
  tlsPort?: number;
}

/** A proxy of Debian in front of a server. */
export type RunningProxy = ThrowawayServer;

const DOCS = new URL("../../docs/proxies.md", import.meta.url);
const TLS = new URL("../fixtures/tls/", import.meta.url);

/** Starts a proxy with the configuration that docs/proxies.md has for it. @param upstream URL of the server. */
export async function startProxy(
  name: ProxyName,
  upstream: string,
  { idleS = 60, extra = "", tlsPort }: ProxyOptions = {},
): Promise<RunningProxy> {
  const { program, block, config, args } = PROXY_KINDS[name];
  const plain = await blockOf(block);
  const account = await serverAccount();
  const folder = await Deno.makeTempDir({ prefix: `${name}-` });
  if (account !== undefined) await Deno.chown(folder, account.uid, account.gid);
  const file = `${folder}/config`;
  const text = tlsPort === undefined ? plain : await withTls(plain, folder, tlsPort);
  return ThrowawayServer.start({
    name,
    folder,
    // It has nothing to lose, and Apache would wait for its streams to end.
    stopSignal: "SIGKILL",
    urlOf: (port) => `http://127.0.0.1:${port}`,
    launch(port) {
      const setting = { folder, port, idleS, extra };
      Deno.writeTextFileSync(file, config(addressed(text, port, upstream), setting));
      return new Child({
        program: programPath(program),
        args: args(file, setting),
        cwd: folder,
        // Varnish compiles its configuration with the C compiler that it finds there.
        env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
        account,
      });
    },
    answers: (url) => answers(Number(new URL(url).port), `${upstream}/livez`),
  });
}

/** The fenced block of docs/proxies.md that begins with this word. */
async function blockOf(word: string): Promise<string> {
  const text = await Deno.readTextFile(DOCS);
  const [, block] = new RegExp(`^\`\`\`${word}\n(.*?)^\`\`\`$`, "ms").exec(text) ?? [];
  if (block === undefined) throw new Error(`docs/proxies.md has no block \`\`\`${word}`);
  return block;
}

/** The block with the line for TLS that docs/proxies.md has beside it, and a certificate in this folder. */
async function withTls(block: string, folder: string, port: number): Promise<string> {
  const line = (await blockOf("haproxy tls"))
    .replace(":443", `127.0.0.1:${port}`)
    .replace("/etc/haproxy", folder);
  const parts = ["server.pem", "server.key"].map((name) => Deno.readTextFile(new URL(name, TLS)));
  await Deno.writeTextFile(`${folder}/shop.pem`, (await Promise.all(parts)).join("\n"));
  return block.replace(/^ *bind :80\n/m, (bind) => bind + line);
}

/** The block with a free port of this machine in place of 80 and 3128, and our server's of 8000. */
function addressed(block: string, port: number, upstream: string): string {
  return block
    .replaceAll(/(listen|bind|http_port|VirtualHost) (\*?:)?(80|3128)\b/g, `$1 127.0.0.1:${port}`)
    .replaceAll("8000", new URL(upstream).port);
}

/** Asks with the whole URL, which every proxy understands, also one that serves browsers. */
async function answers(port: number, url: string): Promise<boolean> {
  try {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(
      new TextEncoder().encode(`GET ${url} HTTP/1.0\r\nHost: ${new URL(url).host}\r\n\r\n`),
    );
    const answer = new Uint8Array(12);
    await connection.read(answer);
    return new TextDecoder().decode(answer).endsWith(" 200");
  } catch {
    return false; // not listening yet
  }
}
