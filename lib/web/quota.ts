import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { FlashboardError } from "../error.ts";

export interface QuotaOptions {
  /** Its name, as answers have it. */
  policy: string;
  /** Whose it is, as it is told: "A key". */
  whose: string;
  /** Requests a second. */
  perSecond: number;
}

/** What became of one request under a quota. */
export interface Spent {
  /** For `RateLimit-Policy` and `RateLimit` (IETF draft "RateLimit header fields for HTTP"). */
  policy: string;
  left: string;
  /** Null when the request is within it. */
  refusal: FlashboardError | null;
}

/** Limits requests a second for each of many: keys, or addresses. */
export class Quota {
  readonly #options: QuotaOptions;
  readonly #limiter: RateLimiterMemory;

  constructor(options: QuotaOptions) {
    this.#options = options;
    this.#limiter = new RateLimiterMemory({ points: options.perSecond, duration: 1 });
  }

  /** Counts a request. @param of Whose it is. */
  async spend(of: string): Promise<Spent> {
    const { policy, whose, perSecond } = this.#options;
    const rate = await this.#limiter.consume(of).catch(asRate);
    const seconds = Math.max(1, Math.ceil(rate.msBeforeNext / 1_000));
    const isOver = rate.consumedPoints > perSecond;
    return {
      policy: `"${policy}";q=${perSecond};w=1`,
      left: `"${policy}";r=${rate.remainingPoints};t=${seconds}`,
      refusal: isOver
        ? tooFast(`${whose} may publish ${perSecond} times a second`, seconds, policy)
        : null,
    };
  }
}

/** What is over the limit is told by rejecting with the same numbers. */
function asRate(reason: unknown): RateLimiterRes {
  if (reason instanceof Error) throw reason;
  return reason as RateLimiterRes;
}

function tooFast(message: string, retryAfterS: number, policy: string): FlashboardError {
  return new FlashboardError("too_fast", message, { retryAfterS, policy });
}
