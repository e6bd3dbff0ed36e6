import { ask } from "./ask.ts";
import type { PageData, Setting, Store } from "./data.ts";
import { ChoiceField, NumberField, TextField } from "./fields.tsx";
import { Form } from "./form.tsx";
import { numberIn, textIn } from "./read.ts";
import { Section } from "./section.tsx";
import { when } from "./when.ts";

const LABEL_WORDS = {
  none: "Keep no names",
  initials: "First name and initial (Ada L.)",
  full: "Full names",
};

const PATH = "/api/settings/store";

interface StoreProps extends Pick<PageData, "timeZone" | "currency"> {
  entry: Setting<Store>;
  onChange(entry: Setting<Store>): void;
}

/** The store as dashboards name it. */
export function StoreSection({ entry, onChange, timeZone, currency }: StoreProps) {
  const { value, writtenAt } = entry;

  async function save(data: FormData): Promise<string> {
    const body = {
      name: textIn(data, "/name"),
      lowStockThreshold: numberIn(data, "/lowStockThreshold"),
      customerLabel: textIn(data, "/customerLabel"),
    };
    onChange(await ask<Setting<Store>>("PUT", PATH, body));
    return "Saved. Every dashboard shows it within two seconds.";
  }

  async function reset(): Promise<void> {
    onChange(await ask<Setting<Store>>("DELETE", PATH));
  }

  return (
    <Section
      id="store"
      title="Store"
      hint={
        <>
          {writtenAt === null
            ? "As the environment says."
            : `Changed ${when(writtenAt, timeZone)}.`}{" "}
          The time zone ({timeZone}) and the currency ({currency}) are the environment's, as kept
          totals are in them.
        </>
      }
    >
      <Form
        submit="Save the store"
        save={save}
        reset={writtenAt === null ? undefined : {
          what: "the store to the environment's settings",
          question: "Back to what the environment says?",
          act: reset,
        }}
      >
        <TextField name="/name" label="Name" value={value.name} maxLength={100} />
        <NumberField
          name="/lowStockThreshold"
          label="Low stock begins below"
          hint="Units, for products that have no threshold of their own."
          value={value.lowStockThreshold}
        />
        <ChoiceField
          name="/customerLabel"
          label="Customers' names"
          hint="What is kept of them, for orders that come from now on."
          words={LABEL_WORDS}
          chosen={value.customerLabel ?? entry.default.customerLabel}
        />
      </Form>
    </Section>
  );
}
