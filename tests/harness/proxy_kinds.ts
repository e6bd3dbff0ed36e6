import type { Programs } from "./programs.ts";

/** Where a proxy runs, and what it is told besides its block of docs/proxies.md. */
export interface ProxySetting {
  folder: string;
  port: number;
  /** Seconds of silence after which it gives a connection up. */
  idleS: number;
  /** More lines of its configuration. */
  extra: string;
}

/** How a proxy runs in the foreground, in a folder of its own and without root. */
interface ProxyKind {
  program: keyof Programs;
  /** The word after the fence of its block in docs/proxies.md. */
  block: string;
  /** The whole configuration: the block, and around it what Debian has there and a folder needs. */
  config(block: string, setting: ProxySetting): string;
  args(file: string, setting: ProxySetting): string[];
}

const nginx: ProxyKind = {
  program: "TEST_NGINX",
  block: "nginx",
  config: (block, { folder, idleS, extra }) => `
    daemon off;
    pid ${folder}/pid;
    events { worker_connections 768; }
    http {
      access_log off;
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi;
      scgi_temp_path ${folder}/scgi;
      sendfile on;
      tcp_nopush on;
      gzip on;
      proxy_read_timeout ${idleS}s;
      send_timeout ${idleS}s;
      ${extra}
      ${block}
    }`,
  args: (file) => ["-c", file, "-e", "stderr"],
};

const haproxy: ProxyKind = {
  program: "TEST_HAPROXY",
  block: "haproxy",
  config: (block, { idleS, extra }) =>
    block.replaceAll(/(timeout (client|server)) .*/g, `$1 ${idleS}s`) + extra,
  args: (file) => ["-db", "-f", file],
};

const apache: ProxyKind = {
  program: "TEST_APACHE",
  block: "apache",
  config: (block, { folder, port, idleS, extra }) => `
    ServerName localhost
    Listen 127.0.0.1:${port}
    DefaultRuntimeDir ${folder}
    PidFile ${folder}/pid
    ErrorLog ${folder}/log
    Include /etc/apache2/mods-available/mpm_event.*
    Include /etc/apache2/mods-available/authz_core.*
    Include /etc/apache2/mods-available/filter.*
    Include /etc/apache2/mods-available/deflate.*
    Include /etc/apache2/mods-available/headers.load
    Include /etc/apache2/mods-available/proxy.load
    Include /etc/apache2/mods-available/proxy_http.load
    Timeout ${idleS}
    ${extra}
    ${block}`,
  args: (file, { folder }) => ["-D", "FOREGROUND", "-d", folder, "-f", file],
};

const squid: ProxyKind = {
  program: "TEST_SQUID",
  block: "squid",
  config: (block, { folder, idleS, extra }) =>
    [
      `pid_filename ${folder}/pid`,
      `cache_log ${folder}/log`,
      `coredump_dir ${folder}`,
      "access_log none",
      "netdb_filename none",
      "pinger_enable off",
      "visible_hostname localhost",
      "shutdown_lifetime 0 seconds",
      `read_timeout ${idleS} seconds`,
      `write_timeout ${idleS} seconds`,
      extra,
      block,
    ].join("\n"),
  args: (file) => ["-N", "-f", file],
};

const varnish: ProxyKind = {
  program: "TEST_VARNISH",
  block: "vcl",
  config: (block, { extra }) => block + extra,
  args(file, { folder, port, idleS }) {
    const timeOuts = ["first_byte_timeout", "between_bytes_timeout", "idle_send_timeout"];
    const settings = timeOuts.flatMap((name) => ["-p", `${name}=${idleS}`]);
    return ["-F", "-f", file, "-n", `${folder}/work`, "-a", `127.0.0.1:${port}`, ...settings];
  },
};

/** The proxies that tests start. */
export const PROXY_KINDS = {
  nginx,
  haproxy,
  apache,
  squid,
  /** A Squid between browsers and the internet, which they ask for everything. */
  officeSquid: { ...squid, block: "squid office" },
  varnish,
};

export type ProxyName = keyof typeof PROXY_KINDS;
