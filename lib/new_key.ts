import * as z from "zod";
import { line } from "./channels.ts";
import { ConfigError } from "./config.ts";
import { FlashboardError } from "./error.ts";
import { readScopes, type Scope } from "./keys.ts";
import { check } from "./schema.ts";

/** A key that an operator asks for. */
export const newKey = z.strictObject({
  name: line(100).regex(/[\p{L}\p{N}]/u, "must hold a letter or a digit")
    .describe("By which it is listed and revoked"),
  scopes: z.array(z.string().max(80)).min(1, "must name at least one scope").max(20).describe(
    "`read`, `publish`, `publish:CHANNEL`, or `screen` alone",
  ),
}).meta({
  title: "NewKey",
  examples: [{ name: "Warehouse", scopes: ["publish:inventory", "read"] }],
});

/** @throws FlashboardError `invalid` with a pointer to what is wrong. */
export function readNewKey(body: unknown): { name: string; scopes: Scope[] } {
  const { name, scopes } = check(newKey, body);
  try {
    return { name, scopes: [...new Set(readScopes(scopes.join(",")))] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new FlashboardError("invalid", error.message, { pointer: "/scopes" });
  }
}
