import { FlashboardError } from "../error.ts";

/** SQLSTATE classes and codes, and socket errors, after which the same call may succeed later. */
const PASSING =
  /^(08...|53...|57P0.|25P03|ECONN.*|EPIPE|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|CONN.*)$/;

/** Those of them after which the connection is gone. */
const LOSS = /^(57P0[1245]|25P03|ECONN.*|EPIPE|ETIMEDOUT|CONN.*)$/;

/** Codes that say the URL itself is wrong: password, user, database, encryption. */
const WRONG_SETTING = /^(28...|3D000|TLS)$/;

/** The code of a Postgres or socket error; the empty string when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Whether the database refused who we are, or what we asked to open. */
export function isWrongSetting(error: unknown): boolean {
  return WRONG_SETTING.test(codeOf(error));
}

/** Whether the database is away and may come back. */
export function isOutage(error: unknown): boolean {
  return PASSING.test(codeOf(error));
}

/** Whether the connection on which this happened is gone. */
export function isLoss(error: unknown): boolean {
  // What runs within a transaction may have named it an outage already.
  if (error instanceof FlashboardError) return isLoss(error.cause);
  return LOSS.test(codeOf(error));
}

/**
 * Runs a call to the database and names an outage as what it is.
 *
 * @throws FlashboardError `unavailable` when the database is away; any other error as it came.
 */
export async function orUnavailable<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (!isOutage(cause)) throw cause;
    throw new FlashboardError("unavailable", "The database is away; try again", {
      cause,
      retryAfterS: 2,
    });
  }
}
