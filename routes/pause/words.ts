import type { Pause } from "../../lib/pause.ts";

/** What became of a request just now: `Asked to pause Mug`. */
export function outcomeOf({ outcome, name, targets, dryRun }: Pause): string {
  if (outcome === "dry_run") return `Dry run: nobody was told to pause ${name}`;
  if (dryRun) return `Dry run: ${name} was rehearsed a short while ago, and is not again yet`;
  if (targets === 0) return `Nobody was told to pause ${name}: no target listens`;
  return outcome === "asked"
    ? `Asked to pause ${name}`
    : `${name} was asked for a short while ago: nobody is told again yet`;
}

/** The same in the trail of one product. */
export function inTrail({ outcome, targets, dryRun }: Pause): string {
  if (dryRun) return outcome === "dry_run" ? "Dry run" : "Dry run, too soon after another";
  if (outcome === "cooling_down") return "Not told again: asked a short while before";
  return targets === 0 ? "Asked, and nobody listened" : "Asked";
}

/** Where a product's promotion is asked to be paused. */
export function pausePath(productId: string): string {
  return `/pause?product=${encodeURIComponent(productId)}`;
}
