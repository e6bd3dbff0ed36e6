/** Decimals kept of an amount: no currency of ISO 4217 has more. */
const DECIMALS = 4;
const ONE = 10n ** BigInt(DECIMALS);

/** Fewest decimals written, as prices are read with two. */
const LEAST_SHOWN = 2;

/**
 * Reads a decimal of a file whose currency is not known, into ten-thousandths: `"2.55"` → `25500n`.
 *
 * @returns `null` when it is not a decimal, or has more than four decimals.
 */
export function parseAmount(text: string): bigint | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(text);
  if (!match) return null;
  const [, sign, whole = "", fraction = ""] = match;
  const digits = fraction.replace(/0+$/, "");
  if (digits.length > DECIMALS) return null;
  const amount = BigInt(whole + digits.padEnd(DECIMALS, "0"));
  return sign ? -amount : amount;
}

/** Writes an amount with two decimals, or with more where it has more: `25500n` → `"2.55"`. */
export function formatAmount(amount: bigint): string {
  const size = amount < 0n ? -amount : amount;
  const fraction = String(size % ONE).padStart(DECIMALS, "0").replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${size / ONE}.${fraction.padEnd(LEAST_SHOWN, "0")}`;
}

/** Writes an amount for a person to read: `"58,960.79"`. */
export function readableAmount(amount: bigint): string {
  return formatAmount(amount).replace(/\B(?=(\d{3})+\.)/g, ",");
}
