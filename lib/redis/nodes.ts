import type { Redis, RedisOptions } from "ioredis";

const MOVED = /^MOVED \d+ (\S+)$/;

/** The nodes of a Redis Cluster, and which of them is ours; a Redis that stands alone is the only one. */
export class Nodes {
  /** ioredis reads host and port anew whenever it connects. */
  readonly #options: RedisOptions;
  readonly #first: string;
  /** Where the others are, as `host:port`. */
  #others = new Set<string>();

  /** @param options Of the connection, which is led from node to node. */
  constructor(options: RedisOptions) {
    this.#options = options;
    this.#first = this.#ours;
  }

  /** Whether an error says that another node is ours; the next connection goes there. */
  follow(error: Error): boolean {
    const node = MOVED.exec(error.message)?.[1];
    if (node) this.#goTo(node);
    return node !== undefined;
  }

  /** Asks which nodes there are; false when Redis is no cluster. */
  async learn(redis: Redis): Promise<boolean> {
    try {
      const ranges = await redis.cluster("SLOTS");
      const nodes = ranges.flatMap(([_from, _to, ...nodes]) => nodes);
      const addresses = nodes.map(([host, port]) => `${host || this.#options.host}:${port}`);
      this.#others = new Set([...addresses, this.#first]);
      this.#others.delete(this.#ours);
      return true;
    } catch {
      return false;
    }
  }

  /** Gives our node up: the next connection goes to another one, which knows who took over. */
  tryNext(): void {
    const [next] = this.#others;
    if (next) this.#goTo(next);
  }

  get #ours(): string {
    return `${this.#options.host}:${this.#options.port}`;
  }

  #goTo(node: string): void {
    this.#others.delete(node);
    this.#others.add(this.#ours);
    const colon = node.lastIndexOf(":");
    // Without a host it is another port of the same one.
    this.#options.host = node.slice(0, colon) || this.#options.host;
    this.#options.port = Number(node.slice(colon + 1));
  }
}
