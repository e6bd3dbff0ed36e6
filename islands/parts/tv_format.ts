import { numberFormat } from "../../lib/formats.ts";

/** Numbers for a wall: short enough to be large, and never more than there is. */
const WHOLE = {
  minimumFractionDigits: 0,
  maximumFractionDigits: 0,
  roundingMode: "trunc",
} as const;
const SHORT = { notation: "compact", roundingMode: "trunc" } as const;

/** `9,999`; with more than `digits` digits `12.3K`. */
export function shortCount(value: number, digits: number): string {
  const isShort = Math.abs(value) < 10 ** digits;
  return numberFormat("en", isShort ? WHOLE : { ...SHORT, maximumSignificantDigits: 3 })
    .format(value).replace("-", "−");
}

/** `$` and `123,456`; from a million on `$` and `1.234M`. */
export function shortMoney(amount: string, currency: string): { symbol: string; digits: string } {
  const isShort = Math.abs(Number(amount)) < 1_000_000;
  const style = { style: "currency", currency } as const;
  const options = isShort ? { ...style, ...WHOLE } : {
    ...style,
    ...SHORT,
    maximumSignificantDigits: 4,
  };
  const parts = numberFormat("en", options).formatToParts(amount as Intl.StringNumericLiteral);
  const only = (isSymbol: boolean) =>
    parts.filter(({ type }) => (type === "currency") === isSymbol).map(({ value }) => value)
      .join("").trim();
  return { symbol: only(true), digits: only(false) };
}
