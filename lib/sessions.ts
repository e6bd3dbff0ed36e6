import { createHmac, randomBytes } from "node:crypto";
import { type Clock, every } from "./clock.ts";
import { FlashboardError } from "./error.ts";
import type { Passwords } from "./passwords.ts";
import {
  beginSession,
  IDLE_MS,
  readSession,
  renewSession,
  type Role,
  type Session,
  signSession,
} from "./session.ts";

/** Where what servers must agree on is kept. Methods throw `FlashboardError` `unavailable` when the database is away. */
export interface SessionStore {
  /** The secret of all servers; the first one that asks has its own kept. */
  secret(mine: string): Promise<string>;
  /** Keeps that a session was logged out, for as long as any copy of it could be taken for good. */
  end(ended: EndedSession): Promise<void>;
  /** Those that are kept with a number over this one. */
  ended(after: number): Promise<KeptEnd[]>;
}

/** A session that was logged out. */
export interface EndedSession {
  id: string;
  /** When no copy of it could be good any more, in ms since 1970 UTC: then it may be forgotten. */
  forgetAt: number;
}

/** A log-out as it is kept: numbers rise, but a smaller one may come to be seen a little later. */
export interface KeptEnd extends EndedSession {
  no: number;
}

export interface SessionsOptions {
  store: SessionStore;
  clock: Clock;
  passwords: Passwords;
  /** Called when the log-outs could not be read for another reason than that the database is away. */
  onTrouble(error: unknown): void;
}

/** How often a server looks for log-outs at others: with the read itself it knows of them within a second. */
const REFRESH_MS = 500;

/** More log-outs than can be on their way at the same time: so many that were seen are read again. */
const OVERLAP = 100;

/** Another server may renew a session until it knows of the log-out, by a clock that may be ahead. */
const MARGIN_MS = 10 * 60 * 1000;

/**
 * Who is logged in. A session is in its cookie, signed with a secret of all servers and the passwords
 * of the day: another password ends them all. Only log-outs are kept, and read from memory, so that
 * nobody waits for the database; while it is away, those that are known stand.
 */
export class Sessions implements Disposable {
  readonly #options: SessionsOptions;
  readonly #key: Uint8Array;
  readonly #cancel: () => void;
  readonly #ended = new Map<string, number>();
  #isRefreshing = false;
  /** The highest number that was seen. */
  #seen = 0;

  private constructor(options: SessionsOptions, key: Uint8Array) {
    this.#options = options;
    this.#key = key;
    this.#cancel = every(options.clock, REFRESH_MS, () => void this.#refresh());
  }

  /** @throws FlashboardError `unavailable` when the database is away. */
  static async open(options: SessionsOptions): Promise<Sessions> {
    const secret = await options.store.secret(randomBytes(32).toString("base64url"));
    const key = createHmac("sha256", secret).update(options.passwords.fingerprint).digest();
    const sessions = new Sessions(options, key);
    try {
      await sessions.#read();
      return sessions;
    } catch (error) {
      sessions[Symbol.dispose]();
      throw error;
    }
  }

  /** Logs somebody in. */
  begin(role: Role): Session {
    return beginSession(randomBytes(16).toString("base64url"), role, this.#options.clock.now());
  }

  /** A session as a cookie carries it. */
  write(session: Session): string {
    return signSession(session, this.#key);
  }

  /** The session that a cookie carries; null when it is none of ours, over or logged out. */
  read(cookie: string): Session | null {
    const session = readSession(cookie, this.#key, this.#options.clock.now());
    return session && this.isOpen(session) ? session : null;
  }

  /** Whether a session that was read earlier still stands. */
  isOpen({ id, endsAt }: Session): boolean {
    return this.#options.clock.now() < endsAt && !this.#ended.has(id);
  }

  /** The session with its end moved on; null while that is not due. */
  renew(session: Session): Session | null {
    return renewSession(session, this.#options.clock.now());
  }

  /**
   * Logs out: this server takes no copy of the session once this resolves, the others within a second.
   *
   * @throws FlashboardError `unavailable` when the database is away: others would go on taking it.
   */
  async end({ id }: Session): Promise<void> {
    const ended = { id, forgetAt: this.#options.clock.now() + IDLE_MS + MARGIN_MS };
    await this.#options.store.end(ended);
    this.#note([ended]);
  }

  /** Stops looking. */
  [Symbol.dispose](): void {
    this.#cancel();
  }

  /** A read that is on its way is not followed by a second one: a database that hangs would collect them. */
  async #refresh(): Promise<void> {
    if (this.#isRefreshing) return;
    this.#isRefreshing = true;
    try {
      await this.#read();
    } catch (error) {
      if (!(error instanceof FlashboardError)) this.#options.onTrouble(error);
    } finally {
      this.#isRefreshing = false;
    }
  }

  async #read(): Promise<void> {
    const ended = await this.#options.store.ended(this.#seen - OVERLAP);
    for (const { no } of ended) this.#seen = Math.max(this.#seen, no);
    this.#note(ended);
  }

  #note(ended: readonly EndedSession[]): void {
    const now = this.#options.clock.now();
    for (const { id, forgetAt } of ended) this.#ended.set(id, forgetAt);
    for (const [id, forgetAt] of this.#ended) if (forgetAt <= now) this.#ended.delete(id);
  }
}
