/**
 * Bundles the browser's code and styles into static/build. Terser makes a tenth less of what the bundler
 * leaves, which is the difference between a page within its budget and one beyond it.
 */
import { minify } from "terser";
import { fingerprint } from "./lib/fingerprint.ts";

const FOLDER = "static/build";

/** What a build is made of, and where it notes what that was. */
const INPUTS = ["islands", "lib", "static", "tasks/build.ts", "deno.json", "deno.lock"];
const NOTE = `${FOLDER}/.inputs`;

/** Options of `deno bundle`, for what is loaded as a module, as a plain script, and for styles. */
const BUNDLES = [
  ["--platform=browser", "--code-splitting", "islands/board.tsx"],
  ["--platform=browser", "islands/tv.tsx"],
  ["--platform=browser", "islands/settings.tsx"],
  ["--platform=browser", "--format=iife", "islands/stream_worker.ts", "islands/beacon.ts"],
  [
    "static/style/board.css",
    "static/style/tv.css",
    "static/style/docs.css",
    "static/style/login.css",
    "static/style/pause.css",
    "static/style/settings.css",
  ],
];

async function bundle(options: string[]): Promise<void> {
  const args = ["bundle", "--quiet", "--minify", `--outdir=${FOLDER}`, ...options];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/**
 * How the chart's library hands out ways of drawing lines that we do not use. What nobody names is left
 * out, which are 2 kB of our page's 60, zipped.
 */
const UNUSED_PATHS = /,[\w$]+\.(?:stepped|bars|spline)=[\w$]+/g;

async function minifyScript(path: string): Promise<void> {
  const text = (await Deno.readTextFile(path)).replaceAll(UNUSED_PATHS, "");
  const module = /\b(?:import|export)\b/.test(text);
  const { code } = await minify(text, { module, ecma: 2020, compress: { passes: 3 } });
  if (code === undefined) throw new Error(`${path} came to nothing`);
  await Deno.writeTextFile(path, code);
}

async function build(): Promise<void> {
  // What an earlier build left would pile up: names of chunks change with their content.
  await Deno.remove(FOLDER, { recursive: true }).catch(() => {});
  // The first one brings the bundler, on a machine that has none; several at once would trip over each other.
  const [first = [], ...others] = BUNDLES;
  await bundle(first);
  await Promise.all(others.map(bundle));
  const built = await Array.fromAsync(Deno.readDir(FOLDER));
  const scripts = built.filter(({ name }) => name.endsWith(".js"));
  await Promise.all(scripts.map(({ name }) => minifyScript(`${FOLDER}/${name}`)));
}

// A restart must not wait for what is there already: dashboards wait for the restart.
const inputs = await fingerprint(INPUTS, [FOLDER]);
const known = await Deno.readTextFile(NOTE).catch(() => null);
if (inputs !== known) {
  await build();
  await Deno.writeTextFile(NOTE, inputs);
}
