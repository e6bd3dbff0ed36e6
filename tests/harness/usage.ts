import { PROGRAM_NAMES } from "./install.ts";

/** What `deno task test --help` says. */
export const USAGE = `Runs all tests, or those of the files that are named.

  deno task test [FILE…] [options of deno test]
  deno task test tests/sse_test.ts --filter "line break"

It brings what they need: a Postgres and a Redis of their own, Chromium and the browser bundle.
Programs that are missing are installed where apt-get can. Files that failed run once more, by
themselves, when all of them drive a browser. The last line is "N passed, N failed".

  DENO_JOBS=N            How many files run at once (default: the processors, at least 2)
  TEST_WHOLE_CHROMIUM=1  Do without Chromium's headless shell
  TEST_DOCKER=1          Run what needs Docker too

Where a program stands that is not found by itself:
  ${PROGRAM_NAMES.join(", ")}`;
