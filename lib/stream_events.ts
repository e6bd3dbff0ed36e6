/** Names of the events of `/api/stream/metrics`: a whole board, what changed of it, and heartbeats. */
export const STREAM_EVENTS = [
  "init",
  "orders",
  "revenue",
  "inventory",
  "alerts",
  "visitors",
  "heartbeat",
];
