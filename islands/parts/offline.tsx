import { useComputed } from "@preact/signals";
import { useAsOf, useDesk } from "./context.ts";
import { Warning } from "./icons.tsx";

/** Says that the numbers are old, and when the next try is. */
export function OfflineBanner() {
  const { live } = useDesk();
  const asOf = useAsOf();
  const next = useComputed(() => {
    const seconds = live.retryInS.value;
    return seconds === null ? "Trying now…" : `Next try in ${seconds} s.`;
  });
  if (live.connection.value !== "offline") return null;
  return (
    <section class="offline" aria-label="Connection">
      <Warning />
      <p>
        <strong>Offline.</strong> These are the numbers of {asOf}. <span class="next">{next}</span>
      </p>
      <button type="button" onClick={() => live.tryNow()}>Try now</button>
    </section>
  );
}
