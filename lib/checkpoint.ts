import type { Board } from "./board.ts";
import type { Slot } from "./velocity.ts";

/**
 * Changes when a board kept by an older version can no longer be read: the log is folded anew instead,
 * as far back as it still reaches.
 */
export const BOARD_VERSION = 4;

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

/** Reads what `freezeBoard` wrote. */
export function thawBoard(text: string): Board {
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
