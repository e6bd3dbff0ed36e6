import { parse } from "csv-parse/sync";

/** A line that could be read, by its columns' names. */
export interface Row<Column extends string> {
  /** Counted from 1, the line of the names. */
  line: number;
  fields: Record<Column, string>;
}

/** A line that was left out, and why. */
export interface SkippedLine {
  line: number;
  /** The same sentence for all lines that are left out for the same reason. */
  reason: string;
  /** What stood there. */
  seen: string;
}

/** The file as a whole cannot be read. */
export class CsvError extends Error {
  override name = "CsvError";
}

/** Reads bytes as UTF-8, or as Windows-1252 (what Excel writes in western Europe) when they are not. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/**
 * Reads a CSV line by line: a quote that is never closed costs its own line, not all that follow it.
 * The price is that a field cannot hold a line break.
 *
 * @throws CsvError when the first line does not name all `columns`.
 */
export function* readRows<Column extends string>(
  text: string,
  columns: readonly Column[],
): Generator<Row<Column> | SkippedLine> {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  const [head = ""] = lines;
  const names = (splitLine(head) ?? []).map((name) => name.trim());
  const places = placesOf(columns, names, head);
  for (const [index, text] of lines.entries()) {
    if (index > 0 && text.trim() !== "") yield readLine(text, index + 1, names.length, places);
  }
}

/** Whether a line was left out. */
export function isSkipped<Column extends string>(
  row: Row<Column> | SkippedLine,
): row is SkippedLine {
  return "reason" in row;
}

/** Text short enough to stand in a sentence. */
export function excerpt(text: string, length = 24): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length).toWellFormed()}…` : line;
}

function placesOf<Column extends string>(
  columns: readonly Column[],
  names: readonly string[],
  head: string,
): [Column, number][] {
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length === 0) return columns.map((column) => [column, names.indexOf(column)]);
  throw new CsvError(
    `The first line must name the columns ${columns.join(",")}: ` +
      `${missing.join(", ")} missing from ${JSON.stringify(excerpt(head, 120))}`,
  );
}

function readLine<Column extends string>(
  text: string,
  line: number,
  width: number,
  places: readonly [Column, number][],
): Row<Column> | SkippedLine {
  const values = splitLine(text);
  if (!values) return { line, reason: "Quotes must be closed and doubled", seen: excerpt(text) };
  if (values.length !== width) {
    return {
      line,
      reason: `A line must have ${width} fields, as the first has`,
      seen: String(values.length),
    };
  }
  const entries = places.map(([column, place]) => [column, (values[place] ?? "").trim()]);
  return { line, fields: Object.fromEntries(entries) };
}

/** The fields of a line; `null` when its quotes do not fit. */
function splitLine(text: string): string[] | null {
  // Most lines have no quote, and the parser takes a hundred times as long to set up as to run.
  if (!text.includes('"')) return text.split(",");
  try {
    return parse(text)[0] ?? null;
  } catch {
    return null;
  }
}
