/** One import in a source file below the root; paths are relative to the root. */
export interface Import {
  from: string;
  /** A path where `inside` is true, else the specifier (`node:fs`). */
  to: string;
  /** Whether `to` is a source file below the root. */
  inside: boolean;
  /** Whether nothing is left of it once the types are checked. */
  typeOnly: boolean;
}

interface Module {
  specifier: string;
  error?: string;
  dependencies?: Dependency[];
}

interface Dependency {
  code?: { specifier?: string };
  type?: { specifier?: string };
}

const SOURCE = /\.[cm]?[jt]sx?$/;
const NOT_OURS = new Set(["node_modules", ".git", "static", "data", "coverage"]);

/** The source files below a root and their imports. */
export interface Sources {
  files: string[];
  imports: Import[];
}

/** Reads the imports of every source file below `root`, as Deno itself resolves them. */
export async function readSources(root: string): Promise<Sources> {
  const base = `file://${root}/`;
  const urls = new Set(sourceFiles(base));
  const modules = (await moduleGraph(root, urls)).filter(({ specifier }) => urls.has(specifier));
  return {
    files: [...urls].map((url) => url.slice(base.length)),
    imports: modules.flatMap((module) => importsOf(module, base)),
  };
}

/** The source files below a folder, as URLs. */
function* sourceFiles(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder))) {
    if (isDirectory && !NOT_OURS.has(name)) yield* sourceFiles(`${folder}${name}/`);
    if (!isDirectory && SOURCE.test(name)) yield `${folder}${name}`;
  }
}

/** Asks Deno once for the graph of all files, by way of a file that imports them all. */
async function moduleGraph(root: string, sources: Iterable<string>): Promise<Module[]> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = [...sources].map((url) => `import ${JSON.stringify(url)};\n`);
    await Deno.writeTextFile(entry, lines.join(""));
    const args = ["info", "--json", ...configArgs(root), entry];
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: root,
      stderr: "inherit",
    }).output();
    if (!success) throw new Error("deno info could not read the imports");
    return JSON.parse(new TextDecoder().decode(stdout)).modules;
  } finally {
    await Deno.remove(entry);
  }
}

function configArgs(root: string): string[] {
  const config = `${root}/deno.json`;
  try {
    return Deno.statSync(config).isFile ? ["--config", config] : [];
  } catch {
    return ["--no-config"];
  }
}

function importsOf({ specifier, error, dependencies = [] }: Module, base: string): Import[] {
  if (error !== undefined) throw new Error(`The imports of ${specifier} cannot be read: ${error}`);
  const from = specifier.slice(base.length);
  return dependencies.flatMap(({ code, type }) => {
    const target = code?.specifier ?? type?.specifier;
    if (target === undefined) return [];
    const inside = target.startsWith(base) && SOURCE.test(target);
    const to = target.startsWith(base) ? target.slice(base.length) : target;
    return [{ from, to, inside, typeOnly: code === undefined }];
  });
}
