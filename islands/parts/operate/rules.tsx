import { useState } from "preact/hooks";
import { ask } from "./ask.ts";
import type { Rules, Setting } from "./data.ts";
import { CheckField, NumberField } from "./fields.tsx";
import { Form } from "./form.tsx";
import { isChecked, numberIn } from "./read.ts";
import { Section } from "./section.tsx";

interface RuleWords {
  name: string;
  title: string;
  hint: string;
  /** What each number means, by its name. */
  numbers: Record<string, string>;
}

const RULES: readonly RuleWords[] = [
  {
    name: "feedSilent",
    title: "The feed is silent",
    hint: "No orders for longer than chance explains: the feed or the shop may be down.",
    numbers: {
      leastMinutes: "No silence shorter than, in minutes",
      chance: "Chance of such a silence, at most (0.001 is one in a thousand)",
    },
  },
  {
    name: "lowStock",
    title: "Stock is low",
    hint: "Below the product's threshold. Out of stock and oversold are told either way.",
    numbers: {},
  },
  {
    name: "cover",
    title: "A product will be sold out in minutes",
    hint: "By how fast it sells now.",
    numbers: {
      warningMinutes: "A warning below, in minutes",
      criticalMinutes: "Critical below, in minutes",
    },
  },
  {
    name: "velocity",
    title: "Far more orders than usual",
    hint: "A bot, a wrong price, or a sale.",
    numbers: { times: "So many times as many as expected" },
  },
  {
    name: "priceMistake",
    title: "A price may be wrong",
    hint: "Orders are worth far less than usual and come faster than usual.",
    numbers: { share: "Average order below this share of the usual (0.4 is 40 %)" },
  },
];

const PATH = "/api/settings/rules";

/** Which alerts the board raises by itself. */
export function RulesSection({ initial }: { initial: Setting<Rules> }) {
  const [entry, setEntry] = useState(initial);

  async function save(data: FormData): Promise<string> {
    setEntry(await ask<Setting<Rules>>("PUT", PATH, rulesIn(data)));
    return "Saved. Every server goes by it within a second.";
  }

  async function reset(): Promise<void> {
    setEntry(await ask<Setting<Rules>>("DELETE", PATH));
  }

  return (
    <Section
      id="rules"
      title="Alert rules"
      hint="Which alerts the board raises by itself, once for each time that something begins."
    >
      <Form
        submit="Save the rules"
        save={save}
        reset={entry.writtenAt === null ? undefined : {
          what: "the alert rules",
          question: "Back to the rules that Flashboard comes with?",
          act: reset,
        }}
      >
        {RULES.map((rule) => (
          <Rule key={rule.name} rule={rule} value={entry.value[rule.name] ?? {}} />
        ))}
      </Form>
    </Section>
  );
}

function Rule({ rule, value }: { rule: RuleWords; value: Record<string, boolean | number> }) {
  const { name, title, hint, numbers } = rule;
  return (
    <fieldset>
      <legend>{title}</legend>
      <p class="hint">{hint}</p>
      <CheckField name={`/${name}/on`} label="Raise this alert" checked={value["on"] === true} />
      {Object.entries(numbers).map(([field, label]) => (
        <NumberField
          key={field}
          name={`/${name}/${field}`}
          label={label}
          value={Number(value[field])}
        />
      ))}
    </fieldset>
  );
}

function rulesIn(data: FormData) {
  return Object.fromEntries(RULES.map(({ name, numbers }) => {
    const fields = Object.keys(numbers).map((
      field,
    ) => [field, numberIn(data, `/${name}/${field}`)]);
    return [name, { on: isChecked(data, `/${name}/on`), ...Object.fromEntries(fields) }];
  }));
}
