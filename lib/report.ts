/**
 * Tells the operator what happens. `detail` may hold errors and numbers, never a key, a password or a
 * customer's name.
 */
export type Report = (
  level: "info" | "warn" | "error",
  message: string,
  detail?: Record<string, unknown>,
) => void;

/** One line of JSON each, for whatever collects a server's output. */
export const reportAsJson: Report = (level, message, detail = {}) => {
  const time = new Date().toISOString();
  console.error(JSON.stringify({ time, level, message, ...detail }, errorsAsText));
};

function errorsAsText(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const cause = value.cause instanceof Error ? `; cause: ${value.cause.message}` : "";
  return `${value.stack ?? value.message}${cause}`;
}
