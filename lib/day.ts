/** A calendar day of the store: its date, and the instants (ms since 1970 UTC) `[start, end)` it spans. */
export interface Day {
  date: string;
  start: number;
  end: number;
}

/**
 * Finds the store's day that an instant falls in. Days have 23, 24 or 25 hours where clocks change.
 * The day found last is kept, as nearly every call asks for the same one.
 */
export class Calendar {
  readonly timeZone: string;
  #last: Day = { date: "", start: 0, end: 0 };

  /** @param timeZone IANA name, e.g. `Europe/London`. @throws RangeError when there is no such zone. */
  constructor(timeZone: string) {
    this.timeZone = Temporal.Now.zonedDateTimeISO(timeZone).timeZoneId;
  }

  /** The day that contains `instant` (ms since 1970 UTC). */
  dayOf(instant: number): Day {
    if (instant < this.#last.start || instant >= this.#last.end) this.#last = this.#find(instant);
    return this.#last;
  }

  #find(instant: number): Day {
    const date = Temporal.Instant.fromEpochMilliseconds(instant)
      .toZonedDateTimeISO(this.timeZone).toPlainDate();
    const start = date.toZonedDateTime(this.timeZone);
    const end = date.add({ days: 1 }).toZonedDateTime(this.timeZone);
    return {
      date: date.toString(),
      start: start.epochMilliseconds,
      end: end.epochMilliseconds,
    };
  }
}
