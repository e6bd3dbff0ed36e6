/** Puts a server and all it needs into one program. */
import { VARIABLES } from "../lib/config.ts";
import { readArguments, runTask } from "./lib/usage.ts";

const HELP = `Puts a server and all it needs into one program, for a machine of this kind.

  deno task compile [--output FILE]

  --output  the program; default ./flashboard

Deno fetches its runtime from dl.deno.land, unless DENORT_BIN says where it is. The program takes the
settings and arguments of "deno task start"; it may read and write all that its user may, as DATA_DIR
is not known yet.`;

/** What no import names. */
const INCLUDED = ["static", "lib/postgres/migrations", "tasks/worker.ts"];

/**
 * A list of 100,000 numbers without an ending, which Deno 2.9 takes for a script and overflows its stack
 * on (https://github.com/denoland/deno/issues/36746).
 */
const EXCLUDED = ["node_modules/.deno/bintrees@1.0.2/node_modules/bintrees/test"];

const PERMISSIONS = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  `--allow-env=${VARIABLES.join(",")}`,
  "--ignore-env",
  "--no-prompt",
];

async function main(): Promise<number> {
  const { values } = readArguments({
    args: Deno.args,
    options: { output: { type: "string", default: "flashboard" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const args = [
    "compile",
    "--no-check",
    ...INCLUDED.flatMap((path) => ["--include", path]),
    ...EXCLUDED.flatMap((path) => ["--exclude", path]),
    ...PERMISSIONS,
    ...["--output", values.output],
    "main.ts",
  ];
  return (await new Deno.Command(Deno.execPath(), { args }).spawn().status).code;
}

await runTask("compile", main);
