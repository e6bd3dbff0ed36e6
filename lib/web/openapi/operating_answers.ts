import * as z from "zod";
import type { KeptKey } from "../../keys.ts";
import type { ShownProduct } from "../../products.ts";
import type { SettingEntry } from "../../setting_kinds.ts";

// What operators are answered, tied to what is sent like the schemas in answers.ts.

const instant = z.iso.datetime();

export const settingEntry: z.ZodType<SettingEntry> = z.object({
  value: z.unknown().describe("What it is now"),
  default: z.unknown().describe("What it is when nobody set it"),
  writtenAt: instant.nullable().describe("When it was set; null when it never was"),
}).meta({ title: "SettingEntry" });

export const settingEntries = z.object({
  settings: z.record(z.string(), settingEntry).describe("By name"),
}).meta({ title: "Settings" });

export const shownProduct: z.ZodType<ShownProduct> = z.object({
  productId: z.string(),
  name: z.string(),
  available: z.int().describe("Units that can still be sold; below zero when oversold"),
  threshold: z.int().describe("Units below which its stock is low"),
  ownThreshold: z.int().nullable().describe("Its own; null when it goes by the store's"),
  state: z.enum(["ok", "low", "out", "oversold"]),
}).meta({ title: "Product" });

export const productList = z.object({
  products: z.array(shownProduct).describe("By name"),
  more: z.boolean().describe("Whether there are more than these"),
}).meta({ title: "ProductList" });

const keptFields = {
  name: z.string(),
  prefix: z.string().describe("How the key begins"),
  scopes: z.array(z.string()),
  createdAt: instant,
};

const keptKey: z.ZodType<Omit<KeptKey, "scopes"> & { scopes: string[] }> = z.object(keptFields);

export const keyList = z.object({
  keys: z.array(keptKey).describe("Oldest first, without PUBLISH_KEY"),
}).meta({ title: "KeyList" });

export const madeKey = z.object({
  ...keptFields,
  key: z.string().describe("The key itself: no later answer has it"),
  link: z.string().optional().describe("Of a screen: where on this server it is shown"),
}).meta({ title: "MadeKey" });
