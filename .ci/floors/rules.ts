/** The names of the pure files of lib, one a line. */
const PURE_NAMES = `
alarms
alert
alert_list
alert_notices
at_risk
backoff
batch_ids
board
bucket
checkpoint
clock
command
comparison
counted
cover
custom_item
day
error
event
expected
first_order
formats
grouping
history
inventory
journal
latency
ledger
ledger_state
median
metrics
money
order
order_book
outbox
past
pause
private_address
quiet
refund
resolution
sales
series
server_clock
shelves
source_record
source_state
spell
sse
stream_events
target
triage
updates
velocity
wording
zone
`;

const PURE = new Set(PURE_NAMES.trim().split("\n").map((name) => `lib/${name}.ts`));

/** The use cases that run in the browser. */
export const BROWSER_USE_CASES: readonly string[] = [
  "lib/live.ts",
  "lib/alert_calls.ts",
  "lib/freshness.ts",
  "lib/stand_in.ts",
  "lib/connection.ts",
  "lib/cells.ts",
  "lib/poll.ts",
  "lib/shared_stream.ts",
  "lib/rail.ts",
  "lib/history_store.ts",
  "lib/rereading.ts",
];

/** The adapters through which the world comes in. */
const SEEN_BY_ROUTES: readonly string[] = ["lib/web", "lib/hooks"];

/** The floors as they are named in a sentence, each with its height. */
const HEIGHT = {
  "pure files": 0,
  "use cases": 1,
  "adapters": 2,
  "routes": 3,
  "islands": 3,
  "main.ts": 4,
  "tasks": 5,
  "tests": 6,
  "benchmarks": 7,
};

export type Floor = keyof typeof HEIGHT;

/** The floor on which a file stands; the path is relative to the root. */
export function floorOf(path: string): Floor {
  const [folder, ...rest] = path.split("/");
  if (path === "main.ts" || path.startsWith("lib/start/")) return "main.ts";
  if (folder === "lib" && rest.length > 1) return "adapters";
  if (folder === "lib") return PURE.has(path) ? "pure files" : "use cases";
  if (folder === "routes" || folder === "islands" || folder === "tests") return folder;
  return folder === "bench" ? "benchmarks" : "tasks";
}

/** Why the file `from` may not import the file `to`; undefined when it may. */
export function objection(from: string, to: string): string | undefined {
  const [here, there] = [floorOf(from), floorOf(to)];
  if (HEIGHT[there] > HEIGHT[here]) {
    return there === "tests"
      ? "only tests and benchmarks import tests"
      : `${here} ${stands(here)} below ${the(there)}`;
  }
  if (here === "adapters") return objectionOfAdapter(from, to);
  if (here === "routes") return objectionOfRoute(there, to);
  if (here === "islands") return objectionOfIsland(there, to);
}

function the(floor: Floor): string {
  return floor === "main.ts" ? floor : `the ${floor}`;
}

function stands(floor: Floor): string {
  return floor === "main.ts" ? "stands" : "stand";
}

function objectionOfAdapter(from: string, to: string): string | undefined {
  const apart = floorOf(to) === "adapters" && folderOf(from) !== folderOf(to);
  return apart ? "no adapter sees another" : undefined;
}

function objectionOfRoute(there: Floor, to: string): string | undefined {
  if (there === "adapters" && !SEEN_BY_ROUTES.includes(folderOf(to))) {
    return `of the adapters, routes see only ${SEEN_BY_ROUTES.join(", ")}`;
  }
  if (there === "islands" && !to.startsWith("islands/parts/")) {
    return "of the islands, routes see only islands/parts";
  }
}

function objectionOfIsland(there: Floor, to: string): string | undefined {
  if (there === "use cases" && !BROWSER_USE_CASES.includes(to)) {
    return `of the use cases, islands see only ${BROWSER_USE_CASES.join(", ")}`;
  }
  if (there === "adapters" || there === "routes") {
    return `islands run in the browser and ${there} do not`;
  }
}

function folderOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}
