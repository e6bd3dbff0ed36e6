import * as z from "zod";
import type { KeptKey } from "../../keys.ts";
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
