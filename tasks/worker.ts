/** One of the servers that `deno task start --workers` runs, in a thread of its own. */
import { runAsWorker } from "../lib/workers.ts";
import { reportAsJson } from "../lib/report.ts";
import { start } from "../main.ts";

runAsWorker((env, workers) => start(env, reportAsJson, workers));
