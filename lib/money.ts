import { FlashboardError } from "./error.ts";

/**
 * Decimals of each ISO 4217 currency that does not have two. Shipped as a table because ICU's own
 * digits differ from ISO 4217 for more than a dozen codes (IQD, HUF, COP …).
 */
const EXPONENTS: Readonly<Record<string, number>> = {
  ...of(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
  ...of(3, "BHD IQD JOD KWD LYD OMR TND"),
  ...of(4, "CLF UYW"),
};

function of(exponent: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(" ").map((code) => [code, exponent]));
}

/** Largest amount taken, in minor units: fits a Postgres `bigint` with room to add 9,000 of them. */
const MAX_MINOR = 10n ** 15n;

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));

/** Whether `code` is a currency of ISO 4217 (upper case, three letters). */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** Decimals of a currency by ISO 4217: 2 for USD, 0 for JPY, 3 for KWD. */
export function exponentOf(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

/**
 * Reads an amount into minor units without ever touching a float: `("19.95", "USD")` → `1995n`.
 *
 * @param amount A decimal string, or a JSON number, with at most the currency's decimals.
 * @throws FlashboardError `invalid` when it is not such a number, is negative, or is above 10^15 minor units.
 */
export function parseMoney(amount: string | number, currency: string): bigint {
  const text = String(amount);
  const match = /^(\d{1,16})(?:\.(\d+))?$/.exec(text);
  if (!match) {
    throw new FlashboardError(
      "invalid",
      `An amount must be a decimal of zero or more like "19.95": current value is ${quote(text)}`,
    );
  }
  const [, whole = "", fraction = ""] = match;
  const exponent = exponentOf(currency);
  const digits = fraction.replace(/0+$/, "");
  if (digits.length > exponent) {
    throw new FlashboardError(
      "invalid",
      `An amount in ${currency} has at most ${exponent} decimals: current value is ${quote(text)}`,
    );
  }
  const minor = BigInt(whole + digits.padEnd(exponent, "0"));
  if (minor > MAX_MINOR) {
    throw new FlashboardError("invalid", `An amount is too large to be true: ${quote(text)}`);
  }
  return minor;
}

/** Writes minor units as a decimal string with the currency's decimals: `(1995n, "USD")` → `"19.95"`. */
export function formatMoney(minor: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const sign = minor < 0n ? "-" : "";
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, "0");
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
