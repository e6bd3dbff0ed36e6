import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Calendar } from "../lib/day.ts";
import {
  addDays,
  dateAt,
  instantOf,
  minutesOf,
  offsetAt,
  sameTimeOn,
  timeAt,
} from "../lib/zone.ts";

/** Zones with and without clocks that change, by half an hour, at midnight, and far from UTC. */
const zones = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Africa/Cairo",
  "Asia/Kathmandu",
  "Pacific/Kiritimati",
);
/** Half of them in the months in which clocks change. */
const instants = fc.oneof(
  fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2030, 0, 1) }),
  fc.record({
    year: fc.integer({ min: 2015, max: 2029 }),
    month: fc.constantFrom(2, 3, 8, 9, 10),
    minute: fc.integer({ min: 0, max: 31 * 1_440 }),
  }).map(({ year, month, minute }) => Date.UTC(year, month, 1, 0, minute)),
);
const MANY = { numRuns: 3_000 };

Deno.test("zone: the wall clock is that of Temporal at any instant", () => {
  fc.assert(
    fc.property(zones, instants, (zone, instant) => {
      const wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
      assert.equal(offsetAt(instant, zone), wall.offsetNanoseconds / 1e6);
      assert.equal(dateAt(instant, zone), wall.toPlainDate().toString());
      assert.equal(timeAt(instant, zone), wall.toPlainTime().toString().slice(0, 5));
    }),
    MANY,
  );
});

Deno.test("zone: a day has the minutes of the store's day, also where clocks change", () => {
  fc.assert(
    fc.property(zones, instants, (zone, instant) => {
      const day = new Calendar(zone).dayOf(instant);
      const { from, to } = minutesOf(day.date, zone);
      assert.deepEqual([from * 60_000, to * 60_000], [day.start, day.end]);
    }),
    MANY,
  );
});

Deno.test("zone: a time that comes twice is the first, one that is left out is after the change", () => {
  fc.assert(
    fc.property(zones, instants, (zone, instant) => {
      const [date, time] = [dateAt(instant, zone), timeAt(instant, zone)];
      for (const asked of [time, "02:30", "00:15"]) {
        const wall = Temporal.PlainDateTime.from(`${date}T${asked}`);
        assert.equal(instantOf(date, asked, zone), wall.toZonedDateTime(zone).epochMilliseconds);
      }
    }),
    MANY,
  );
  const berlin = (date: string, time: string) =>
    new Date(instantOf(date, time, "Europe/Berlin")).toISOString();
  assert.equal(berlin("2026-10-25", "02:30"), "2026-10-25T00:30:00.000Z");
  assert.equal(berlin("2026-03-29", "02:30"), "2026-03-29T01:30:00.000Z");
});

Deno.test("zone: the same time yesterday shows the same on the wall clock, across the change too", () => {
  fc.assert(
    fc.property(zones, instants, (zone, instant) => {
      const minute = Math.floor(instant / 60_000);
      const yesterday = addDays(dateAt(instant, zone), -1);
      const then = sameTimeOn(yesterday, zone)(minute);
      const wanted = Temporal.PlainDateTime.from(`${yesterday}T${timeAt(instant, zone)}`)
        .toZonedDateTime(zone);
      assert.equal(then * 60_000, wanted.epochMilliseconds);
    }),
    // Midnight itself was left out on the day before.
    { ...MANY, examples: [["America/Santiago", 1471230000000]] },
  );
});
