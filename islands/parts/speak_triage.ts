import { effect, type Signal } from "@preact/signals";
import type { Rail } from "../../lib/rail.ts";
import type { Desk } from "./context.ts";
import { createQueue } from "./queue.ts";

const GAP_MS = 5_000;
const IN_A_ROW = 3;

/** Says what becomes of alerts, whoever did it: the reader hears that the key worked, and what others took on. */
export function speakTriage({ live, clock }: Desk, status: Signal<string>): () => void {
  const tell = createQueue<string>({
    clock,
    gapMs: GAP_MS,
    most: IN_A_ROW,
    say: (text) => status.value = text,
    sayMore: (count) => status.value = `And ${count} more alerts changed.`,
  });
  let before = wordsFor(live.rail);
  return effect(() => {
    const words = wordsFor(live.rail);
    for (const [id, text] of words) if (before.has(id) && before.get(id) !== text) tell(text);
    before = words;
  });
}

/** What there is to say of each alert, by its id. */
function wordsFor({ open, acknowledged, snoozed, resolved }: Rail): Map<string, string> {
  const lists = {
    "Open again": open,
    "Acknowledged": acknowledged,
    "Snoozed": snoozed,
    "Resolved": resolved,
  };
  return new Map(
    Object.entries(lists).flatMap(([word, { value }]) =>
      value.map(({ id, title }) => [id, `${word}: ${title}`] as const)
    ),
  );
}
