import { useState } from "preact/hooks";
import { ask } from "./ask.ts";
import type { Guard, Setting } from "./data.ts";
import { CheckField, LinesField, NumberField } from "./fields.tsx";
import { Form } from "./form.tsx";
import { isChecked, numberIn, textIn } from "./read.ts";
import { Section } from "./section.tsx";

const PATH = "/api/settings/guard";

/** When the board asks by itself that a promotion be paused. */
export function GuardSection({ initial }: { initial: Setting<Guard> }) {
  const [entry, setEntry] = useState(initial);
  const { value } = entry;

  async function save(data: FormData): Promise<string> {
    const saved = await ask<Setting<Guard>>("PUT", PATH, guardIn(data));
    setEntry(saved);
    if (!saved.value.on) return "Saved: it asks only when you click.";
    return saved.value.dryRun
      ? "Saved: it runs dry, and nobody is told."
      : "Saved: it asks by itself.";
  }

  async function reset(): Promise<void> {
    setEntry(await ask<Setting<Guard>>("DELETE", PATH));
  }

  return (
    <Section
      id="guard"
      title="Oversell guard"
      hint={
        <>
          Asks your shop's systems to pause a promotion before more is sold than there is.{" "}
          <a href="/pause">What was asked so far</a>
        </>
      }
    >
      <Form
        submit="Save the guard"
        save={save}
        reset={entry.writtenAt === null ? undefined : {
          what: "the oversell guard",
          question: "Off, as it was at first?",
          act: reset,
        }}
      >
        <CheckField name="/on" label="Ask by itself" checked={value.on} />
        <CheckField
          name="/dryRun"
          label="Dry run"
          hint="The trail says what it would have asked, and nobody is told."
          checked={value.dryRun}
        />
        <NumberField
          name="/minutes"
          label="When a product lasts less than, in minutes"
          hint="Empty: never for that."
          value={value.minutes ?? ""}
        />
        <CheckField name="/oversold" label="When a product is oversold" checked={value.oversold} />
        <NumberField
          name="/coolDownMinutes"
          label="Not again for the same product within, in minutes"
          value={value.coolDownMinutes}
        />
        <LinesField
          name="/products"
          label="Products that it watches"
          hint="Their ids, one a line. Empty: all."
          value={value.products === "all" ? "" : value.products.join("\n")}
        />
      </Form>
    </Section>
  );
}

function guardIn(data: FormData) {
  const products = textIn(data, "/products").split("\n").map((id) => id.trim()).filter(Boolean);
  return {
    on: isChecked(data, "/on"),
    dryRun: isChecked(data, "/dryRun"),
    minutes: numberIn(data, "/minutes"),
    oversold: isChecked(data, "/oversold"),
    coolDownMinutes: numberIn(data, "/coolDownMinutes"),
    products: products.length === 0 ? "all" : products,
  };
}
