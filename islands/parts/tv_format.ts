/** Numbers for a wall: short enough to be large, and never more than there is. */
const WHOLE = {
  minimumFractionDigits: 0,
  maximumFractionDigits: 0,
  roundingMode: "trunc",
} as const;
const SHORT = { notation: "compact", roundingMode: "trunc" } as const;

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat("en", options);
  formats.set(key, made);
  return made;
}

/** `9,999`; with more than `digits` digits `12.3K`. */
export function shortCount(value: number, digits: number): string {
  const isShort = Math.abs(value) < 10 ** digits;
  return formatOf(isShort ? WHOLE : { ...SHORT, maximumSignificantDigits: 3 }).format(value)
    .replace("-", "−");
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
  const parts = formatOf(options).formatToParts(amount as Intl.StringNumericLiteral);
  const only = (isSymbol: boolean) =>
    parts.filter(({ type }) => (type === "currency") === isSymbol).map(({ value }) => value)
      .join("").trim();
  return { symbol: only(true), digits: only(false) };
}
