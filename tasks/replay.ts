import { type Clock, systemClock } from "../lib/clock.ts";
import { CsvError, decodeText } from "./replay/csv.ts";
import { Interruption } from "./lib/interruption.ts";
import { Progress, readableTime, type Screen } from "./replay/progress.ts";
import { Publisher, PublishError } from "./lib/publisher.ts";
import { type Outcome, publishOrders } from "./replay/publish_orders.ts";
import { HELP, type ReplayOptions, replayOptions } from "./replay/options.ts";
import { readRetail, type RetailFile } from "./replay/retail.ts";
import { stockLevels } from "./replay/stock.ts";
import { skippedRows, summary } from "./replay/summary.ts";
import { runTask, UsageError } from "./lib/usage.ts";

const INTERRUPTED = 130;

async function readFile(path: string): Promise<RetailFile> {
  try {
    return readRetail(decodeText(await Deno.readFile(path)));
  } catch (error) {
    if (error instanceof CsvError) throw new UsageError(`${path}: ${error.message}`);
    if (error instanceof Deno.errors.NotFound) throw new UsageError(`There is no file ${path}`);
    if (error instanceof Deno.errors.IsADirectory) throw new UsageError(`${path} is a folder`);
    throw error;
  }
}

/** The error stream, so that what is printed at the end can be kept in a file. */
function screen(): Screen {
  const isTerminal = Deno.stderr.isTerminal();
  return {
    write: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
    isTerminal,
    columns: isTerminal ? Deno.consoleSize().columns : 80,
    color: !Deno.noColor,
  };
}

async function replay(options: ReplayOptions, file: RetailFile, clock: Clock): Promise<number> {
  using interruption = new Interruption();
  const { signal } = interruption;
  const [first, last] = [file.orders[0]?.at ?? 0, file.orders.at(-1)?.at ?? 0];
  const start = clock.now();
  const lastDue = start + (last - first) / options.speed;
  const stand = { done: 0, total: file.orders.length, fileTime: first };
  const progress = new Progress(screen(), clock, () => {
    return { ...stand, leftMs: lastDue - clock.now() };
  });
  const onTrouble = (trouble: string, waitMs: number) =>
    progress.note(`${trouble}: trying again in ${readableTime(waitMs)}`);
  const publisher = new Publisher({ ...options, clock, signal, onTrouble });
  const outcome = await publishAll(publisher, file, options, {
    clock,
    signal,
    onProgress: (done, at) => Object.assign(stand, { done, fileTime: at }),
  }).finally(() => progress.close());
  console.log(summary(file, outcome, clock.now() - start));
  if (signal.aborted && outcome.left > 0) return INTERRUPTED;
  return outcome.stopped === null && outcome.rejected.length === 0 ? 0 : 1;
}

interface Run {
  clock: Clock;
  signal: AbortSignal;
  onProgress(done: number, at: number): void;
}

async function publishAll(
  publisher: Publisher,
  { orders }: RetailFile,
  { speed, stock, runTag }: ReplayOptions,
  run: Run,
): Promise<Outcome> {
  if (stock !== null) {
    const failure = await publishStock(publisher, stockLevels(orders, stock));
    if (failure !== null) return nothing(orders.length, run.signal.aborted, failure);
  }
  return await publishOrders(orders, {
    ...run,
    speed,
    publish: (items) => publisher.publish("orders", items),
    idOf: (invoice) => runTag === null ? invoice : `${invoice}-${runTag}`,
  });
}

/** Why the levels could not be published; null when they were. */
async function publishStock(publisher: Publisher, levels: unknown[]): Promise<string | null> {
  try {
    const { rejected: [first] } = await publisher.publish("inventory", levels);
    return first ? `A stock level was refused: ${first.detail}` : null;
  } catch (error) {
    if (error instanceof PublishError) return error.message;
    throw error;
  }
}

function nothing(left: number, interrupted: boolean, failure: string): Outcome {
  const stopped = interrupted ? "Interrupted" : failure;
  return { published: 0, duplicates: 0, rejected: [], revenue: 0n, left, stopped };
}

async function main(): Promise<number> {
  const options = await replayOptions(Deno.args, (name) => Deno.env.get(name), systemClock.now());
  if (options === "help") {
    console.log(HELP);
    return 0;
  }
  const file = await readFile(options.path);
  if (file.orders.length > 0) return await replay(options, file, systemClock);
  console.log(["No orders to publish", "", ...skippedRows(file)].join("\n"));
  return 1;
}

if (import.meta.main) await runTask("replay", main);
