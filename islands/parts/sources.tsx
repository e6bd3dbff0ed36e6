import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { every } from "../../lib/clock.ts";
import { useDesk } from "./context.ts";
import { counted } from "./format.ts";

const EVERY_MS = 30_000;

/** How a source fares, as `GET /api/sources` says it. */
interface Source {
  configured: boolean;
  state: string;
  says: string;
}

/** How the shop's webhooks fare: the worst of them in words, and all of them by a click or a key. */
export function Sources() {
  const { clock } = useDesk();
  const sources = useSignal<Source[]>([]);
  useEffect(() => {
    const ask = async () => {
      if (document.hidden) return;
      // Without an answer the page says by itself that it is stale; what is known here stands.
      const answer = await fetch("/api/sources").then((response) => response.json()).catch(
        () => ({}),
      );
      const told: Source[] = answer.sources ?? sources.value;
      sources.value = told.filter(({ configured }) => configured);
    };
    void ask();
    return every(clock, EVERY_MS, ask);
  }, []);
  const all = sources.value;
  const [worst] = all;
  if (!worst) return null;
  const isTrouble = /failing|silent|late/.test(worst.state);
  return (
    <>
      <button
        type="button"
        class={isTrouble ? "sources trouble" : "sources"}
        popovertarget="sources"
      >
        {isTrouble ? worst.says : counted(all.length, "source")}
      </button>
      <ul id="sources" class="counted-words" popover="auto" aria-label="Sources">
        {all.map(({ says }) => <li key={says}>{says}</li>)}
      </ul>
    </>
  );
}
