import { Child } from "../../tests/harness/child.ts";
import { exists } from "../../tests/harness/files.ts";
import { freePort } from "../../tests/harness/ports.ts";
import { poll } from "../../tests/harness/wait.ts";
import { type Peer, relayJob } from "./peer.ts";

const MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so";

/** nginx with nchan, one worker; null when Debian's libnginx-mod-nchan is not installed. */
export async function startNchan(): Promise<Peer | null> {
  const nginx = Deno.env.get("TEST_NGINX");
  if (nginx === undefined || !exists(MODULE)) return null;
  const folder = await Deno.makeTempDir({ prefix: "nchan-" });
  const port = freePort();
  await Deno.writeTextFile(`${folder}/nginx.conf`, configuration(folder, port));
  const args = ["-c", `${folder}/nginx.conf`, "-e", "stderr"];
  const child = new Child({ program: nginx, args, cwd: folder, env: {} });
  const end = async () => {
    await child.stop();
    await Deno.remove(folder, { recursive: true });
  };
  if (!await poll(() => child.ended || listens(port)) || child.ended) {
    await end();
    throw new Error(`nginx did not start:\n${child.output()}`);
  }
  return {
    name: "nchan",
    server: child.pid,
    stores: [],
    job: relayJob(port),
    [Symbol.asyncDispose]: end,
  };
}

/** Subscribers begin with what comes next; a publisher's connection is kept for the whole run. */
function configuration(folder: string, port: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
    load_module ${MODULE};
    daemon off;
    pid ${folder}/pid;
    worker_processes 1;
    master_process off;
    ${Deno.uid() === 0 ? "user root;" : ""}
    events { worker_connections 12000; }
    http {
      access_log off;
      keepalive_requests 100000000;
      keepalive_timeout 1h;
      nchan_shared_memory_size 256M;
      ${temporary.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n")}
      server {
        listen 127.0.0.1:${port};
        location = /publish {
          nchan_publisher http;
          nchan_channel_id board;
          nchan_message_timeout 10s;
        }
        location = /stream {
          nchan_subscriber eventsource;
          nchan_channel_id board;
          nchan_subscriber_first_message newest;
        }
      }
    }`;
}

async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false; // not listening yet
  }
}
