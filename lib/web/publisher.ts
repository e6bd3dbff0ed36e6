import type { MiddlewareHandler } from "hono";
import { FlashboardError } from "../error.ts";
import type { Caller } from "../keys.ts";
import { checkChannel } from "../schema.ts";
import type { Services } from "../services.ts";
import { attempts } from "./attempts.ts";
import { clientOf } from "./client.ts";
import type { Peer } from "./outlet.ts";
import { Quota, type Spent } from "./quota.ts";

/** What a publish route knows of its request. */
export interface PublisherEnv {
  Bindings: Peer;
  Variables: { channel: string; caller: Caller; spent?: Spent[] };
}

/**
 * Lets a key publish to a channel of its scope, as often a second as `PUBLISH_RATE` and
 * `PUBLISH_RATE_PER_ADDRESS` say. Whoever is refused has sent a body for nothing: none of it is read.
 */
export function admitPublisher(services: Services): MiddlewareHandler<PublisherEnv> {
  const { keys, config } = services;
  const attempt = attempts(services);
  const client = clientOf(config.trustedProxies);
  const ofAddress = quota("publish-address", "An address", config.publishRatePerAddress);
  const ofKey = quota("publish", "A key", config.publishRate);
  return async (c, next) => {
    const channel = c.req.param("channel") ?? "";
    checkChannel(channel);
    c.set("channel", channel);
    const authorization = c.req.header("authorization") ?? null;
    const caller = await attempt(c, authorization, () => {
      return keys.authorize(authorization, `publish:${channel}`);
    });
    c.set("caller", caller);
    const spent: Spent[] = [];
    c.set("spent", spent);
    // The address first: what it sends too much must not use up a key that others send with.
    for (const [quota, of] of [[ofAddress, client(c)], [ofKey, caller.hash]] as const) {
      if (quota && of !== null) spent.push(await quota.spend(of));
      const refusal = spent.at(-1)?.refusal;
      if (refusal) throw refusal;
    }
    await next();
  };
}

/**
 * Stands around `admitPublisher`: tells the publisher what is left of its quotas, and the operator
 * what was refused.
 */
export function accountPublisher(services: Services): MiddlewareHandler<PublisherEnv> {
  const { keys, refusals } = services;
  return async (c, next) => {
    await next();
    const { spent = [] } = c.var;
    if (spent.length > 0) {
      c.header("RateLimit-Policy", spent.map(({ policy }) => policy).join(", "));
      c.header("RateLimit", spent.map(({ left }) => left).join(", "));
    }
    if (c.error instanceof FlashboardError) {
      const key = keys.labelOf(c.req.header("authorization") ?? null);
      const { requestId } = c.env;
      refusals.note({ key, channel: c.var.channel ?? null, reason: c.error.code, requestId });
    }
  };
}

/** Null: there is no limit. */
function quota(policy: string, whose: string, perSecond: number): Quota | null {
  return perSecond === 0 ? null : new Quota({ policy, whose, perSecond });
}
