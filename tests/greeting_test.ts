import assert from "node:assert/strict";
import { readConfig } from "../lib/config.ts";
import { greeting } from "../lib/greeting.ts";

const config = readConfig({ PUBLISH_KEY: "k".repeat(24) });

Deno.test("greeting: a server that listens on all addresses names one that can be opened, and publishes to it", () => {
  for (const address of ["http://0.0.0.0:8000", "http://[::]:8000"]) {
    const text = greeting(address, "fb_1", config);
    assert.match(
      text,
      /Dashboard +http:\/\/localhost:8000\/, and at this machine's other addresses\n/,
    );
    assert.match(text, /curl http:\/\/localhost:8000\/api\/publish\/orders /);
  }
  assert.match(
    greeting("http://10.1.2.3:8000", "fb_1", config),
    /Dashboard +http:\/\/10.1.2.3:8000\/\n/,
  );
});
