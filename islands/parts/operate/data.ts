// What the server tells the settings page, as the interface at /openapi.json has it.

/** A part of the page that came, or the sentence why it did not. */
export type Loaded<T> = { value: T } | { trouble: string };

export interface Setting<T> {
  value: T;
  default: T;
  /** ISO, UTC; null when it is the default. */
  writtenAt: string | null;
}

export interface Store {
  name: string;
  lowStockThreshold: number;
  customerLabel?: "none" | "initials" | "full";
}

export interface Guard {
  on: boolean;
  minutes: number | null;
  oversold: boolean;
  coolDownMinutes: number;
  dryRun: boolean;
  products: "all" | readonly string[];
}

/** Each rule: whether it is on, and its numbers. */
export type Rules = Record<string, Record<string, boolean | number>>;

export interface Settings {
  store: Setting<Store>;
  guard?: Setting<Guard>;
  rules?: Setting<Rules>;
}

export interface Key {
  name: string;
  prefix: string;
  scopes: string[];
  createdAt: string;
}

/** A new key, with what is told of it once. */
export type MadeKey = Key & { key: string; link?: string };

export interface Product {
  productId: string;
  name: string;
  available: number;
  threshold: number;
  ownThreshold: number | null;
  state: "ok" | "low" | "out" | "oversold";
}

export interface Products {
  products: Product[];
  more: boolean;
}

export type TargetKind = "slack" | "ntfy" | "pagerduty" | "webhook";

export type Severity = "info" | "warning" | "critical";

export interface Target {
  id: string;
  kind: TargetKind;
  name: string;
  types: string[];
  leastSeverity: Severity;
  disabled: string | null;
  deliveredAt: string | null;
  failedAt: string | null;
  failure: string | null;
  waiting: number;
}

export interface Source {
  source: string;
  state: "failing" | "silent" | "late" | "waiting" | "well" | "off";
  says: string;
  lastDeliveryAt: string | null;
  lagMs: number | null;
  deliveries: number;
  failures: number;
  lastFailure: { at: string; reason: string } | null;
}

/** All that the page begins with. A part whose interface the server does not have is absent. */
export interface PageData {
  timeZone: string;
  currency: string;
  settings: Settings;
  products: Loaded<Products>;
  keys: Loaded<{ keys: Key[] }>;
  targets?: Loaded<{ targets: Target[] }>;
  sources?: Loaded<{ sources: Source[] }>;
}
