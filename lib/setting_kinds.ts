import type { Config } from "./config.ts";
import type { KeptSettings } from "./kept_settings.ts";
import { DEFAULT_GUARD, readGuard } from "./promotion_guard.ts";
import { DEFAULT_RULES, readRules } from "./rules.ts";
import { readStore, storeOf } from "./store_setting.ts";

/** A setting that operators may change: what it is until they do, and what it may be. */
export interface SettingKind {
  default: object;
  /** @throws FlashboardError `invalid` with a pointer to what is wrong. */
  read(value: unknown): unknown;
}

/** A setting as operators see it. */
export interface SettingEntry {
  value: unknown;
  default: unknown;
  /** ISO, UTC; null when it is the default. */
  writtenAt: string | null;
}

/** Every setting that operators may change, by name. */
export function settingKinds(config: Config): ReadonlyMap<string, SettingKind> {
  return new Map<string, SettingKind>([
    ["store", { default: storeOf(config), read: readStore }],
    ["rules", { default: DEFAULT_RULES, read: readRules }],
    ["guard", { default: DEFAULT_GUARD, read: readGuard }],
  ]);
}

/** A setting as it stands now; what its value leaves out is as by default. */
export function entryOf(
  settings: Pick<KeptSettings, "read" | "writtenAt">,
  name: string,
  kind: SettingKind,
): SettingEntry {
  const writtenAt = settings.writtenAt(name);
  const value = { ...kind.default, ...Object(settings.read(name)) };
  return { value, default: kind.default, writtenAt };
}
