import type { Schema } from "../../lib/web/openapi/types.ts";
import type { Row } from "./table.tsx";
import { inWords } from "./words.ts";

/** The fields of an object, those of the objects within it too (`items[].price`). */
export function fieldsOf({ properties = {}, required = [] }: Schema, prefix = ""): Row[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const means = schema.description ?? "";
    const optional = required.includes(name) ? "" : ", optional";
    const row = { name: prefix + name, is: inWords(schema) + optional, means };
    const inner = schema.items?.properties ? schema.items : schema;
    const mark = inner === schema ? "." : "[].";
    return [row, ...fieldsOf(inner, prefix + name + mark)];
  });
}
