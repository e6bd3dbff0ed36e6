import type { Schema } from "../../lib/web/openapi/types.ts";

const NAMES: Record<string, string> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "yes or no",
  object: "object",
  array: "list",
  null: "null",
};

/** What a value may be, for a reader: `whole number, 1 to 1,000,000`. */
export function inWords(schema: Schema): string {
  const { anyOf, format, const: only, enum: values } = schema;
  if (anyOf) return anyOf.map(inWords).join(", or ");
  if (only !== undefined) return JSON.stringify(only);
  if (values) return values.map((value) => JSON.stringify(value)).join(", ");
  const kind = format === "date-time" ? "RFC 3339 instant" : kindOf(schema);
  return [kind, boundsOf(schema), defaultOf(schema)].filter(Boolean).join(", ");
}

function kindOf({ type, items }: Schema): string {
  // Amounts are the only values of two kinds.
  if (Array.isArray(type)) return "decimal text, or number";
  if (type === "array" && items) {
    return items.properties ? "list of objects" : `list of ${kindOf(items)}`;
  }
  return NAMES[type ?? ""] ?? "anything";
}

function boundsOf(schema: Schema): string {
  const { type, minimum, minLength, minItems, maximum, maxLength, maxItems } = schema;
  const [least, most] = [minimum ?? minLength ?? minItems, maximum ?? maxLength ?? maxItems];
  const isSafe = (n: number | undefined) =>
    n !== undefined && Math.abs(n) < Number.MAX_SAFE_INTEGER;
  const unit = type === "string" ? " characters" : "";
  if (isSafe(least) && isSafe(most)) return `${shown(least)} to ${shown(most)}${unit}`;
  if (isSafe(most)) return `at most ${shown(most)}${unit}`;
  return isSafe(least) ? `at least ${shown(least)}` : "";
}

function shown(n: number | undefined): string {
  return (n ?? 0).toLocaleString("en-GB").replace("-", "−");
}

function defaultOf({ default: value }: Schema): string {
  if (value === undefined || value === "" || Array.isArray(value)) return "";
  return `${JSON.stringify(value)} when absent`;
}
