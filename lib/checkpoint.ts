import { withRule } from "./alarms.ts";
import type { Board } from "./board.ts";
import { COVER_LIMITS } from "./cover.ts";
import type { Slot } from "./velocity.ts";

/** What a board is kept as. Goes up when an older server could not read it. */
export const BOARD_VERSION = 4;

/**
 * The versions that can be read, the newest first. Without any the log is folded anew, but only as far
 * back as it still reaches: a product whose level was told before then would be unknown.
 */
export const READABLE_VERSIONS: readonly number[] = [BOARD_VERSION, 3];

/** Writes a board as JSON text, exactly: maps, sets and big integers come back as they were. */
export function freezeBoard(board: Board): string {
  return JSON.stringify(board, (key, value: unknown) => {
    // Ten thousand products that sell have a third of a million: entry by entry that is a stall.
    if (key === "slots") return (value as Slot[]).join(" ");
    if (value instanceof Map) return { $map: [...value] };
    if (value instanceof Set) return { $set: [...value] };
    return typeof value === "bigint" ? { $int: String(value) } : value;
  });
}

/** Reads what `freezeBoard` wrote, in this version or in one of those that can be read. */
export function thawBoard(text: string, version: number = BOARD_VERSION): Board {
  const board = parse(text);
  return version < 4 ? withRules(board) : board;
}

/** Version 3 did not say which rule raised an alert, and had no limits of cover but the usual ones. */
function withRules(board: Board): Board {
  return { ...board, coverLimits: COVER_LIMITS, alerts: board.alerts.map(withRule) };
}

function parse(text: string): Board {
  return JSON.parse(text, (key, value: unknown) => {
    if (key === "slots") return readSlots(value as string);
    if (typeof value !== "object" || value === null) return value;
    if ("$map" in value) return new Map(value.$map as [unknown, unknown][]);
    if ("$set" in value) return new Set(value.$set as unknown[]);
    return "$int" in value ? BigInt(value.$int as string) : value;
  }) as Board;
}

function readSlots(text: string): Slot[] {
  return [...text.matchAll(/(\d+),(\d+),(\d+)/g)].map(([, ...entry]) => entry.map(Number) as Slot);
}
