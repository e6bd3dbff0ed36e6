import type { TargetKind } from "./data.ts";
import { chosenIn, textIn } from "./read.ts";
import { CONFIG_FIELDS } from "./target_fields.tsx";

/** What a form says of a target, without what is left empty. */
export function targetIn(data: FormData, kind: TargetKind) {
  const config = CONFIG_FIELDS[kind].map((
    { name },
  ) => [name, textIn(data, `/config/${name}`).trim()])
    .filter(([, text]) => text !== "");
  const types = chosenIn(data, "/types");
  return {
    name: textIn(data, "/name"),
    leastSeverity: textIn(data, "/leastSeverity"),
    config: Object.fromEntries(config) as Record<string, string>,
    ...types.length > 0 && { types },
  };
}
