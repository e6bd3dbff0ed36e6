import { Redis } from "ioredis";
import { freePort } from "./ports.ts";
import { type RunningRedis, startRedis } from "./redis_server.ts";
import { poll } from "./wait.ts";

const NODES = 3;
const SLOTS = 16_384;
const SHARE = Math.ceil(SLOTS / NODES);

/** A private Redis Cluster of three nodes, without replicas. */
export interface RunningCluster extends AsyncDisposable {
  nodes: RunningRedis[];
  /** The node that keeps a key at first. */
  ownerOf(key: string): Promise<RunningRedis>;
  /** Gives the slot of a key to another node, as a failover does: its own is gone. */
  takeOver(key: string): Promise<void>;
}

/** Starts a Redis Cluster on 127.0.0.1; a node that goes takes only its own slots with it. */
export async function startRedisCluster(): Promise<RunningCluster> {
  await using starting = new AsyncDisposableStack();
  const password = crypto.randomUUID();
  const busPorts = Array.from({ length: NODES }, freePort);
  const nodes = await Promise.all(busPorts.map(async (busPort) => {
    const cluster = ["--cluster-enabled", "yes", "--cluster-port", String(busPort)];
    const quick = ["--cluster-node-timeout", "500", "--cluster-require-full-coverage", "no"];
    return starting.use(await startRedis({ password, args: [...cluster, ...quick] }));
  }));
  await join(nodes, busPorts);
  const running = starting.move();
  return {
    nodes,
    ownerOf: (key) => ownerOf(key, nodes),
    takeOver: (key) => takeOver(key, nodes),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Gives each node its share of the slots, and makes the nodes known to each other. */
async function join(nodes: RunningRedis[], busPorts: number[]): Promise<void> {
  for (const [at, node] of nodes.entries()) {
    const last = Math.min((at + 1) * SHARE, SLOTS) - 1;
    await cluster(node, "ADDSLOTSRANGE", at * SHARE, last);
    await cluster(node, "SET-CONFIG-EPOCH", at + 1);
    if (at > 0) await cluster(node, "MEET", "127.0.0.1", nodes[0]?.port ?? 0, busPorts[0] ?? 0);
  }
  const joined = await poll(async () => {
    const infos = await Promise.all(nodes.map((node) => cluster(node, "INFO")));
    return infos.every((info) => /^cluster_state:ok\r[^]*cluster_slots_ok:16384/.test(info));
  });
  if (!joined) throw new Error("The nodes of the Redis Cluster did not find each other");
}

async function ownerOf(key: string, nodes: RunningRedis[]): Promise<RunningRedis> {
  const [first] = nodes;
  const owner = first && nodes[Math.floor(Number(await cluster(first, "KEYSLOT", key)) / SHARE)];
  if (!owner) throw new Error(`No node keeps ${key}`);
  return owner;
}

async function takeOver(key: string, nodes: RunningRedis[]): Promise<void> {
  const ids = await Promise.all(nodes.map((node) => cluster(node, "MYID").catch(() => null)));
  const heir = ids.find((id) => id !== null);
  const left = nodes.filter((_node, at) => ids[at] !== null);
  for (const node of left) {
    await cluster(node, "SETSLOT", await cluster(node, "KEYSLOT", key), "NODE", heir ?? "");
  }
}

/** Sends one CLUSTER command to one node. */
async function cluster(node: RunningRedis, ...args: (string | number)[]): Promise<string> {
  const redis = new Redis(node.url, { retryStrategy: null }).on("error", () => {});
  try {
    return String(await redis.call("CLUSTER", args));
  } finally {
    redis.disconnect();
  }
}
