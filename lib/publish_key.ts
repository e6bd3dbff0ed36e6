import type { Config } from "./config.ts";
import { makeKey } from "./keys.ts";

/** The key from the settings, or the one kept in `DATA_DIR/publish-key`, made at the first start. */
export async function publishKeyOf({ publishKey, dataDir }: Config): Promise<string> {
  if (publishKey) return publishKey;
  const path = `${dataDir}/publish-key`;
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const key = makeKey();
  await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(path, `${key}\n`, { mode: 0o600, createNew: true });
  return key;
}
