/** A folder that is gone when it is disposed of. */
export interface ThrowAwayFolder extends AsyncDisposable {
  path: string;
}

/**
 * Makes an empty folder below `parent`, which is made too where it is missing. It is there and not in
 * the system's folder for such things, as below `DATA_DIR` is where the task may write.
 */
export async function throwAwayFolder(parent: string): Promise<ThrowAwayFolder> {
  await Deno.mkdir(parent, { recursive: true, mode: 0o700 });
  const path = await Deno.makeTempDir({ dir: parent, prefix: "demo-" });
  return {
    path,
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
      if ([...Deno.readDirSync(parent)].length === 0) await Deno.remove(parent);
    },
  };
}
