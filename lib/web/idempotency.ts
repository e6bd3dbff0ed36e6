import { FlashboardError } from "../error.ts";

/** A String of structured fields (RFC 9651): printable ASCII in quotes, with `\"` and `\\` in it. */
const QUOTED = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/;

const BARE = /^[!#-~][!-~]*$/;

const MAX_LENGTH = 255;

/**
 * Reads an `Idempotency-Key`: a quoted string as the IETF draft has it, or the bare text that many send.
 *
 * @returns The key without quotes; null when there is none.
 * @throws FlashboardError `invalid` for anything else, and for more than 255 characters.
 */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  const quoted = QUOTED.exec(header)?.[1]?.replace(/\\(.)/g, "$1");
  const key = quoted ?? (BARE.test(header) ? header : "");
  if (key !== "" && key.length <= MAX_LENGTH) return key;
  throw new FlashboardError(
    "invalid",
    `An Idempotency-Key is 1 to ${MAX_LENGTH} printable characters in quotes, like "8e03978e-40d5"`,
  );
}
