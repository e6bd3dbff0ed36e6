import type { MiddlewareHandler } from "hono";
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { FlashboardError } from "../error.ts";
import type { Caller } from "../keys.ts";
import { checkChannel } from "../schema.ts";
import type { Services } from "../services.ts";
import { attempts } from "./attempts.ts";
import type { Peer } from "./outlet.ts";

/** What a publish route knows of its request. */
export interface PublisherEnv {
  Bindings: Peer;
  Variables: { channel: string; caller: Caller; rate?: RateLimiterRes };
}

/** The quota's name, as answers have it. */
const POLICY = "publish";

/**
 * Lets a key publish to a channel of its scope, as often a second as `PUBLISH_RATE` says. Whoever is
 * refused has sent a body for nothing: none of it is read.
 */
export function admitPublisher(services: Services): MiddlewareHandler<PublisherEnv> {
  const { keys, config: { publishRate } } = services;
  const attempt = attempts(services);
  const limiter = new RateLimiterMemory({ points: publishRate, duration: 1 });
  return async (c, next) => {
    const channel = c.req.param("channel") ?? "";
    checkChannel(channel);
    c.set("channel", channel);
    const authorization = c.req.header("authorization") ?? null;
    const caller = await attempt(c, authorization, () => {
      return keys.authorize(authorization, `publish:${channel}`);
    });
    c.set("caller", caller);
    if (publishRate > 0) {
      const rate = await limiter.consume(caller.hash).catch(asRate);
      c.set("rate", rate);
      if (rate.consumedPoints > publishRate) throw tooFast(publishRate, secondsTo(rate));
    }
    await next();
  };
}

/**
 * Stands around `admitPublisher`: tells the publisher what is left of its quota (IETF draft
 * "RateLimit header fields for HTTP"), and the operator what was refused.
 */
export function accountPublisher(services: Services): MiddlewareHandler<PublisherEnv> {
  const { keys, config, refusals } = services;
  return async (c, next) => {
    await next();
    const { rate } = c.var;
    if (rate) {
      c.header("RateLimit-Policy", `"${POLICY}";q=${config.publishRate};w=1`);
      c.header("RateLimit", `"${POLICY}";r=${rate.remainingPoints};t=${secondsTo(rate)}`);
    }
    if (c.error instanceof FlashboardError) {
      const key = keys.labelOf(c.req.header("authorization") ?? null);
      const { requestId } = c.env;
      refusals.note({ key, channel: c.var.channel ?? null, reason: c.error.code, requestId });
    }
  };
}

/** What is over the limit is told by rejecting with the same numbers. */
function asRate(reason: unknown): RateLimiterRes {
  if (reason instanceof Error) throw reason;
  return reason as RateLimiterRes;
}

function secondsTo({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}

function tooFast(perSecond: number, retryAfterS: number): FlashboardError {
  return new FlashboardError("too_fast", `A key may publish ${perSecond} times a second`, {
    retryAfterS,
    policy: POLICY,
  });
}
