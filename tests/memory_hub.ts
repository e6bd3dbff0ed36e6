import assert from "node:assert/strict";
import { Calendar } from "../lib/day.ts";
import type { LogEvent } from "../lib/event.ts";
import { Hub } from "../lib/hub.ts";
import type { Publication } from "../lib/command.ts";
import { decide } from "../lib/ledger.ts";
import type { Checkpoint, Log } from "../lib/log.ts";
import { MemoryPresence } from "../lib/memory/presence.ts";
import { emptyLedger, ledgerOptions } from "./builders.ts";
import { FakeClock } from "./fake_clock.ts";

/** The log of one server in memory, for what needs a hub and no database. */
export class ListLog implements Log {
  readonly events: LogEvent[] = [];
  readonly #state = emptyLedger();
  checkpoint: Checkpoint | null = null;

  commit(batch: readonly Publication[], options = ledgerOptions()) {
    const { events, answers } = decide(this.#state, batch, options);
    this.events.push(...events);
    return Promise.resolve({ epoch: "abc", events, answers });
  }
  head = () => Promise.resolve({ epoch: "abc", seq: this.events.length });
  trimmedTo = 0;
  read = (after: number, limit: number) => {
    const from = Math.max(after, this.trimmedTo);
    return Promise.resolve(this.events.slice(from, from + limit));
  };
  trimmed = () => Promise.resolve(this.trimmedTo);
  trim = () => Promise.resolve(false);
  forget = () => Promise.resolve(false);
  minutes = () => Promise.resolve([]);
  loadCheckpoint = () => Promise.resolve(this.checkpoint);
  saveCheckpoint = (checkpoint: Checkpoint) => {
    this.checkpoint = checkpoint;
    return Promise.resolve();
  };
}

/** Options of a hub on a fake clock; trouble fails the test. */
export function hubOptions(clock: FakeClock, timeZone = "UTC") {
  return {
    clock,
    calendar: new Calendar(timeZone),
    presence: new MemoryPresence(clock),
    storeName: () => "Shop",
    currency: "USD",
    onTrouble: (error: unknown) => assert.equal(error, null),
  };
}

/** A hub on a log in memory, and how to publish to it. */
export async function openHub(timeZone = "UTC", start = Date.parse("2026-11-24T09:00:00Z")) {
  const clock = new FakeClock(start);
  const log = new ListLog();
  const hub = await Hub.open({ ...hubOptions(clock, timeZone), log });
  const publish = async (...batch: Publication[]) => {
    const { events } = await log.commit(batch, ledgerOptions(clock.now(), timeZone));
    hub.deliver("abc", events);
  };
  return { clock, log, hub, publish };
}
