import { type Aggregator, Counter, Gauge, Histogram, Registry } from "prom-client";

/** Reads a value for each kind. */
type ReadKinds = () => Readonly<Record<string, number>>;

/** Metrics that read what others count, at the moment when they are asked for. */
export class Meters {
  readonly registry = new Registry();
  readonly #registers = [this.registry];

  /** @param aggregator What several workers' values come to. */
  gauge(name: string, help: string, read: () => number, aggregator: Aggregator = "sum"): void {
    const collect = () => metric.set(read());
    const metric: Gauge = new Gauge({
      name,
      help,
      aggregator,
      registers: this.#registers,
      collect,
    });
  }

  counter(name: string, help: string, read: () => number): void {
    const collect = () => recount(metric, read());
    const metric: Counter = new Counter({ name, help, registers: this.#registers, collect });
  }

  /** A counter for each kind, told apart by a label. */
  counts(name: string, help: string, label: string, read: ReadKinds): void {
    const collect = () => {
      for (const [kind, count] of Object.entries(read())) recount(metric, count, { [label]: kind });
    };
    const metric: Counter = new Counter({
      name,
      help,
      labelNames: [label],
      registers: this.#registers,
      collect,
    });
  }

  /** A gauge for each kind, told apart by a label; of several workers' values the greatest counts. */
  gauges(name: string, help: string, label: string, read: ReadKinds): void {
    const collect = () => {
      for (const [kind, value] of Object.entries(read())) metric.set({ [label]: kind }, value);
    };
    const metric: Gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      aggregator: "max",
      registers: this.#registers,
      collect,
    });
  }

  histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: this.#registers });
  }
}

/** Others' counts are the truth; a metric shows what they are when it is asked for. */
function recount(metric: Counter, count: number, labels: Record<string, string> = {}): void {
  metric.remove(labels);
  metric.inc(labels, count);
}
