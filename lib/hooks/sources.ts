import type { HookSecrets } from "../config.ts";
import { shopify } from "./shopify.ts";
import type { Source } from "./source.ts";
import { standard } from "./standard.ts";
import { stripe } from "./stripe.ts";
import { woocommerce } from "./woocommerce.ts";

export type SourceName = keyof HookSecrets;

/** Every system whose webhooks are understood, by its name in the URL. */
export const SOURCES: Readonly<Record<SourceName, Source>> = {
  shopify,
  woocommerce,
  stripe,
  standard,
};

/** Whether that is the name of one of them. */
export function isSource(name: string): name is SourceName {
  return Object.hasOwn(SOURCES, name);
}
