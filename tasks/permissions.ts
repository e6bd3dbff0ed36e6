/**
 * Prints the permissions that `deno task start` and `deno task demo` grant, and nothing beyond:
 *
 * - environment: the variables of the README's table; others are read as not set (`debug`, a part of
 *   ioredis, lists them all and would end the program otherwise);
 * - files: this folder to read (pages, migrations, PGlite's WASM in node_modules), `DATA_DIR` to write;
 * - network: all of it, as `HOST`, `DATABASE_URL` and `REDIS_URL` name hosts that no file can know, and a
 *   cluster names more of them while the program runs.
 *
 * Nothing more is asked for while the program runs: `debug` looks for parts of itself in the folders
 * above, and does without them.
 *
 * No program can be run, no library loaded and nothing of the system asked.
 */
import { VARIABLES } from "../lib/config.ts";
import { isGrantablePath } from "../lib/setting.ts";

const dataDir = Deno.env.get("DATA_DIR") || "./data";
const flags = ["--allow-net", `--allow-env=${VARIABLES.join(",")}`, "--ignore-env", "--no-prompt"];
// Of a path that cannot stand in a list nothing is granted; the server says what is wrong with it.
const granted = isGrantablePath(dataDir) ? [dataDir] : [];
flags.push(`--allow-read=${[".", ...granted].join(",")}`);
flags.push(...granted.map((path) => `--allow-write=${path}`));
console.log(flags.join(" "));
