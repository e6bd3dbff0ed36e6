/** How a number stands against yesterday: arrow, sign and word, never the colour alone. */
export interface Standing {
  way: "up" | "down" | "level" | "none";
  /** With its sign; empty where there is nothing to compare with. */
  percent: string;
  words: string;
}

const LEVEL: Standing = { way: "level", percent: "", words: "level with yesterday" };
/** Below it the difference is not worth an arrow. */
const LEVEL_PERCENT = 0.5;
const MOST_PERCENT = 999;

/** Compares a number with the one of yesterday at the same time of day; null: yesterday is not known. */
export function standingOf(now: number, before: number | null): Standing {
  if (before === null) return { way: "none", percent: "", words: "no comparison yet" };
  if (before <= 0) {
    return now > 0 ? { way: "up", percent: "", words: "up from none yesterday" } : LEVEL;
  }
  const percent = (now - before) / before * 100;
  if (Math.abs(percent) < LEVEL_PERCENT) return LEVEL;
  const way = percent > 0 ? "up" : "down";
  return { way, percent: withSign(percent), words: `${way} on yesterday` };
}

function withSign(percent: number): string {
  const sign = percent < 0 ? "−" : "+";
  const size = Math.abs(percent);
  if (size > MOST_PERCENT) return `${sign}${MOST_PERCENT}%`;
  return `${sign}${size < 9.95 ? size.toFixed(1) : Math.round(size)}%`;
}
