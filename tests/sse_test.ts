import assert from "node:assert/strict";
import * as fc from "fast-check";
import { encodeEvents, formatEvent } from "../lib/sse.ts";
import { SseParser } from "./harness/sse_parser.ts";

Deno.test("an event is written by the format's rules", () => {
  assert.equal(
    formatEvent({ event: "orders", id: "abc-1", data: { total: "1.00" } }),
    'event: orders\nid: abc-1\ndata: {"total":"1.00"}\n\n',
  );
  assert.equal(formatEvent({ data: "a\nb\r\nc\rd" }), "data: a\ndata: b\ndata: c\ndata: d\n\n");
});

Deno.test("a line break or NUL in a name or an id is refused", () => {
  for (const bad of ["a\nb", "a\rb", "a\0b"]) {
    assert.throws(() => formatEvent({ event: bad, data: "" }), RangeError);
    assert.throws(() => formatEvent({ id: bad, data: "" }), RangeError);
  }
});

Deno.test("any JSON arrives as it was sent", () => {
  fc.assert(fc.property(fc.array(fc.object({ withNullPrototype: false })), (values) => {
    const bytes = encodeEvents(values.map((data) => ({ event: "x", data: { data } })));
    const received = new SseParser().push(bytes).map(({ data }) =>
      (data as { data: unknown }).data
    );

    assert.deepEqual(received, JSON.parse(JSON.stringify(values)));
  }));
});
