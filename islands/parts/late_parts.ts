export { LatencyNow } from "./latency.tsx";
export { Quiet } from "./quiet.tsx";
export { Settings } from "./settings.tsx";
