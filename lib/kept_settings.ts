import { type Clock, every } from "./clock.ts";
import { FlashboardError } from "./error.ts";

/** A setting as it is kept; what its value may be is for its owner to check. */
export interface KeptSetting {
  name: string;
  value: unknown;
  /** ISO 8601. */
  writtenAt: string;
}

/** Where settings are kept. Methods throw `FlashboardError` `unavailable` when the database is away. */
export interface SettingsStore {
  all(): Promise<KeptSetting[]>;
  put(setting: KeptSetting): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface KeptSettingsOptions {
  store: SettingsStore;
  clock: Clock;
  /** Called when they could not be read for another reason than that the database is away. */
  onTrouble(error: unknown): void;
}

/** By when every server goes by what one of them wrote, in ms. */
export const KNOWN_MS = 1_000;

/** How often a server looks for what others wrote, in ms: with the read itself it stays under a second. */
const REFRESH_MS = 500;

/**
 * What operators change while servers run. It is read from memory; a server knows what another wrote
 * within a second, and goes by what it last knew while the database is away.
 */
export class KeptSettings implements Disposable {
  readonly #options: KeptSettingsOptions;
  readonly #cancel: () => void;
  #settings: ReadonlyMap<string, KeptSetting> = new Map();
  #writes = 0;
  #refreshing: Promise<void> | null = null;

  private constructor(options: KeptSettingsOptions) {
    this.#options = options;
    this.#cancel = every(options.clock, REFRESH_MS, () => void this.refresh());
  }

  /** @throws FlashboardError `unavailable` when they cannot be read now. */
  static async open(options: KeptSettingsOptions): Promise<KeptSettings> {
    const settings = new KeptSettings(options);
    try {
      await settings.#read();
    } catch (error) {
      settings.#cancel();
      throw error;
    }
    return settings;
  }

  /** A setting's value, which nobody may change; null when it was never written. */
  read(name: string): unknown {
    return this.#settings.get(name)?.value ?? null;
  }

  /** When it was written last (ISO 8601); null when it never was. */
  writtenAt(name: string): string | null {
    return this.#settings.get(name)?.writtenAt ?? null;
  }

  /**
   * Keeps a value, checked by its owner; the last one stands. Null forgets it. This server reads it once
   * this resolves, all others within a second.
   *
   * @throws FlashboardError `unavailable` when the database is away: it stands as it was.
   */
  async write(name: string, value: unknown): Promise<void> {
    const { store, clock } = this.#options;
    const setting = { name, value, writtenAt: new Date(clock.now()).toISOString() };
    await (value === null ? store.remove(name) : store.put(setting));
    this.#writes++;
    const settings = new Map(this.#settings);
    if (value === null) settings.delete(name);
    else settings.set(name, structuredClone(setting));
    this.#settings = settings;
  }

  /** Reads what all servers wrote. Concurrent calls share one read; it never throws. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#read().catch((error: unknown) => {
      if (!(error instanceof FlashboardError)) this.#options.onTrouble(error);
    }).finally(() => this.#refreshing = null);
    return this.#refreshing;
  }

  /** Stops looking. A read that is on its way is not waited for: a database that hangs would hold up a stop. */
  [Symbol.dispose](): void {
    this.#cancel();
  }

  async #read(): Promise<void> {
    const writes = this.#writes;
    const all = await this.#options.store.all();
    // What was written here meanwhile may be newer than what was read.
    if (writes !== this.#writes) return;
    this.#settings = new Map(all.map((setting) => [setting.name, setting]));
  }
}
