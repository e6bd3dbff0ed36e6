/** Runs once in a browser, for all its tabs: keeps the one stream that they share. */
import { systemClock } from "../lib/clock.ts";
import { SharedStream } from "../lib/shared_stream.ts";

// Each stream has a worker of its own, which is named after it.
const shared = new SharedStream({
  openStream: () => new EventSource(self.name),
  clock: systemClock,
});

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port) shared.join(port);
});
