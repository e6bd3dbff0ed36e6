import { useState } from "preact/hooks";
import { counted, latency } from "../format.ts";
import type { Loaded, Source } from "./data.ts";
import { Section, usePart, WhenLoaded } from "./section.tsx";
import { when } from "./when.ts";

interface SourcesProps {
  initial: Loaded<{ sources: Source[] }>;
  timeZone: string;
}

/** How the webhooks of each shop system fare. */
export function SourcesSection({ initial, timeZone }: SourcesProps) {
  const part = usePart(initial, "/api/sources");
  const [said, say] = useState("");

  async function look(): Promise<void> {
    say("Looking…");
    await part.load();
    say(`As of ${when(new Date().toISOString(), timeZone)}.`);
  }

  return (
    <Section
      id="sources"
      title="Webhook health"
      hint="What shop systems deliver, on all servers together. Their secrets are the environment's."
    >
      <WhenLoaded part={part}>
        {({ sources }) => (
          <ul class="rows">
            {sources.map((source) => (
              <SourceRow
                key={source.source}
                {...source}
                {...{ timeZone }}
              />
            ))}
          </ul>
        )}
      </WhenLoaded>
      <div class="actions">
        <button type="button" onClick={() => void look()}>Look again</button>
        <span role="status" class="said">{said}</span>
      </div>
    </Section>
  );
}

function SourceRow(props: Source & { timeZone: string }) {
  const { state, says, deliveries, failures, lastFailure, timeZone } = props;
  const isBad = state === "failing" || state === "silent" || state === "late";
  return (
    <li>
      <div class="row-name">
        <strong class={isBad ? "trouble" : undefined}>{says}</strong>
        <p class="hint">
          {state === "off"
            ? "Its secret in the environment switches it on"
            : `${counted(deliveries, "delivery", "deliveries")}, ${counted(failures, "failure")}`}
          {lastWords(props)}
        </p>
        {lastFailure && (
          <p class="hint">
            Last failure on {when(lastFailure.at, timeZone)}: {lastFailure.reason}
          </p>
        )}
      </div>
    </li>
  );
}

function lastWords({ lastDeliveryAt, lagMs, timeZone }: Source & { timeZone: string }): string {
  const last = lastDeliveryAt === null ? "" : `; last on ${when(lastDeliveryAt, timeZone)}`;
  return last + (lagMs === null ? "" : `, ${latency(lagMs)} after it happened`);
}
