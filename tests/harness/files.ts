/** Whether there is a file or a folder at this path. */
export function exists(path: string): boolean {
  return statOf(path) !== undefined;
}

/** Whether there is a file at this path. */
export function isFile(path: string): boolean {
  return statOf(path)?.isFile ?? false;
}

/** The names in a folder; none when there is no such folder. */
export function namesIn(folder: string): string[] {
  return exists(folder) ? [...Deno.readDirSync(folder)].map((entry) => entry.name) : [];
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined; // not there, or out of reach, which is the same to those who ask
  }
}
