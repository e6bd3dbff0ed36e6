/**
 * Runs the tests with all they need: its own Postgres, its own Redis, Chromium and the browser bundle.
 * Arguments are passed on to `deno test`; `--help` tells more. The last line it writes is
 * `N passed, N failed`.
 */
import { startBrowser } from "./harness/browser.ts";
import { buildBundle, runTests, type TestOutcome } from "./harness/deno_test.ts";
import { preparePrograms } from "./harness/install.ts";
import { Interruption } from "./harness/interruption.ts";
import { makeTemplate } from "./harness/postgres.ts";
import { FORGETFUL, startPostgres, startRedis } from "./harness/servers.ts";
import { summaryLine } from "./harness/summary.ts";
import { testFolder } from "./harness/test_folder.ts";
import { USAGE } from "./harness/usage.ts";

const UNUSABLE = 2;

/** How a test comes by a browser. */
const BROWSER = /from "\.\/(?:harness\/browser|open_page|tabs)\.ts"/;

/** Runs the tests between the start and the end of the servers; returns the exit code. */
async function main(args: string[], interruption: Interruption): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(USAGE);
    return 0;
  }
  if (!await preparePrograms()) return UNUSABLE;
  interruption.check();
  const built = await buildBundle(interruption.signal);
  interruption.check();
  const { code, ...summary } = await testWithServers(args, interruption);
  if (!built) console.error("This run has failed, as the browser bundle could not be built.");
  console.log(summaryLine(summary));
  const good = built && summary.passed + summary.failed > 0;
  return interruption.code ?? (code === 0 && !good ? 1 : code);
}

async function testWithServers(args: string[], interruption: Interruption) {
  await using _folder = await testFolder();
  await using database = await startPostgres(FORGETFUL);
  await using redis = await startRedis();
  await using browser = await startBrowser();
  interruption.check();
  Deno.env.set("TEST_DATABASE_URL", database.url);
  await makeTemplate();
  const env = {
    TEST_REDIS_URL: redis.url,
    TEST_BROWSER: browser.url,
    // One file more than processors: many wait for a server, a browser or a time-out of theirs.
    DENO_JOBS: Deno.env.get("DENO_JOBS") ?? String(Math.max(2, navigator.hardwareConcurrency) + 1),
  };
  const first = await runTests(args, env, interruption.signal);
  interruption.check();
  return await mayBeLate(first.failedFiles) ? await runAgain(first, env, interruption) : first;
}

/** Whether all that failed drives a browser: on a machine that has other things to do it is late now and then. */
async function mayBeLate(files: readonly string[]): Promise<boolean> {
  const texts = await Promise.all(files.map(sourceOf));
  return texts.length > 0 && texts.every((text) => BROWSER.test(text));
}

function sourceOf(file: string): Promise<string> {
  return Deno.readTextFile(new URL(`../${file}`, import.meta.url));
}

/** What fails must fail by itself as well. */
async function runAgain(
  first: TestOutcome,
  env: Record<string, string>,
  { signal }: Interruption,
): Promise<TestOutcome> {
  console.error(`Once more, by themselves: ${first.failedFiles.join(", ")}`);
  const again = await runTests(first.failedFiles, { ...env, DENO_JOBS: "1" }, signal);
  if (again.code !== 0) return first;
  console.error(`They pass by themselves. Failed at first: ${first.failed}`);
  return { ...again, passed: first.passed + first.failed, failed: 0 };
}

const interruption = new Interruption();
try {
  Deno.exitCode = await main(Deno.args, interruption);
} catch (error) {
  if (interruption.code === undefined) throw error;
  Deno.exitCode = interruption.code;
} finally {
  interruption[Symbol.dispose]();
}
