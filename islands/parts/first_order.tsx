import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { firstOrderCommand } from "../../lib/first_order.ts";
import { Card } from "./card.tsx";
import { useDesk } from "./context.ts";

/** How to see the first order: stands where the orders will be. */
export function FirstOrder() {
  const { publishUrl } = useDesk();
  const command = firstOrderCommand(publishUrl, "$PUBLISH_KEY");
  return (
    <Card name="first" title="Send your first order">
      <ol class="steps">
        <li>
          <p>
            <strong>Take your publish key.</strong>{" "}
            The server prints it when it starts. Put it into your shell:
          </p>
          <pre><code>export PUBLISH_KEY=fb_…</code></pre>
        </li>
        <li>
          <p>
            <strong>Publish an order.</strong> Any system that can send HTTP does it the same way:
          </p>
          <pre><code>{command}</code></pre>
          <Copy text={command} />
        </li>
        <li>
          <p>
            <strong>See it here.</strong>{" "}
            This page is listening; the order appears without a reload.
          </p>
        </li>
      </ol>
    </Card>
  );
}

/** Copies a text; absent where the browser does not let pages copy. */
function Copy({ text }: { text: string }) {
  const state = useSignal<"none" | "ready" | "copied">("none");
  useEffect(() => {
    if (navigator.clipboard) state.value = "ready";
  }, []);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    state.value = "copied";
  };
  return (
    <div class="copy-place">
      {state.value !== "none" && (
        <button type="button" onClick={copy}>
          <span role="status">{state.value === "copied" ? "Copied" : "Copy the command"}</span>
        </button>
      )}
    </div>
  );
}
