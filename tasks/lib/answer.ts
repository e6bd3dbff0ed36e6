/** What became of one request. */
export interface Receipt {
  accepted: number;
  duplicates: number;
  rejected: { index: number; detail: string }[];
}

/** Milliseconds that a `Retry-After` asks for: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(value: string | null, now: number): number {
  if (value === null) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Math.max(0, ms || 0);
}

/** Reads the answer to a request that was taken; `null` when it is not one of a Flashboard server. */
export function readReceipt(text: string): Receipt | null {
  const value = parseJson(text);
  return isReceipt(value) ? value : null;
}

function isReceipt(value: unknown): value is Receipt {
  if (typeof value !== "object" || value === null) return false;
  const { accepted, duplicates, rejected } = value as Partial<Receipt>;
  return typeof accepted === "number" && typeof duplicates === "number" && Array.isArray(rejected);
}

/** What an answer says is wrong: the `detail` of `application/problem+json`, else how it begins. */
export function detailOf(text: string): string {
  const value = parseJson(text);
  if (typeof value === "object" && value !== null && "detail" in value) return String(value.detail);
  return text.replace(/\s+/g, " ").trim().slice(0, 80) || "it does not say why";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
