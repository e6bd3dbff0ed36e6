import { useState } from "preact/hooks";
import { ask } from "./ask.ts";
import { Confirm } from "./confirm.tsx";
import type { Key, MadeKey } from "./data.ts";
import { GroupField, TextField } from "./fields.tsx";
import { Form } from "./form.tsx";
import { chosenIn, partsOf, textIn } from "./read.ts";
import { Secret } from "./secret.tsx";
import { type Part, Section, WhenLoaded } from "./section.tsx";
import { when } from "./when.ts";

export interface KeysProps {
  part: Part<{ keys: Key[] }>;
  timeZone: string;
}

const SCOPE_WORDS = {
  read: "Read the board and its streams",
  publish: "Publish to every channel",
  "publish:orders": "Publish orders",
  "publish:refunds": "Publish refunds",
  "publish:inventory": "Publish stock",
  "publish:alerts": "Publish alerts",
  "publish:visits": "Publish visits; with nothing else, the key may be public",
};

/** The keys of order systems and programs. */
export function KeysSection({ part, timeZone }: KeysProps) {
  const [made, setMade] = useState<MadeKey | null>(null);

  async function make(data: FormData): Promise<string> {
    const others = partsOf(textIn(data, "others")).map((channel) => `publish:${channel}`);
    const scopes = [...chosenIn(data, "/scopes"), ...others];
    setMade(null);
    const key = await makeKey(textIn(data, "/name"), scopes, part);
    setMade(key);
    return `“${key.name}” is made.`;
  }

  return (
    <Section
      id="keys"
      title="Keys"
      hint="For order systems and programs, each with the least that it needs. PUBLISH_KEY of the environment is not among them."
    >
      <KeyRows
        part={part}
        timeZone={timeZone}
        some={(scopes) => !scopes.includes("screen")}
        onRevoke={(name) => made?.name === name && setMade(null)}
        none="There is none yet."
      />
      <h3>Make a key</h3>
      <Form submit="Make the key" save={make} clears>
        <TextField name="/name" label="Name of the key" hint="By which you will know it." />
        <GroupField name="/scopes" label="It may" words={SCOPE_WORDS} chosen={[]}>
          <label class="check">
            Publish to other channels, separated by commas{" "}
            <input type="text" name="others" autocomplete="off" />
          </label>
        </GroupField>
      </Form>
      {made && <Secret label={`The key “${made.name}”.`} text={made.key} />}
    </Section>
  );
}

/** Asks for a key and puts it among those that are listed. */
export async function makeKey(
  name: string,
  scopes: string[],
  { loaded, set }: KeysProps["part"],
): Promise<MadeKey> {
  const made = await ask<MadeKey>("POST", "/api/keys", { name, scopes });
  if ("value" in loaded) set({ keys: [...loaded.value.keys, made] });
  return made;
}

interface RowsProps extends KeysProps {
  some(scopes: string[]): boolean;
  onRevoke(name: string): void;
  /** What is said where there are none. */
  none: string;
}

/** Some of the keys, each of which can be revoked. */
export function KeyRows({ part, timeZone, some, onRevoke, none }: RowsProps) {
  const [said, say] = useState("");

  async function revoke(name: string): Promise<void> {
    await ask("DELETE", `/api/keys/${encodeURIComponent(name)}`);
    const { loaded } = part;
    if ("value" in loaded) {
      part.set({ keys: loaded.value.keys.filter((key) => key.name !== name) });
    }
    onRevoke(name);
    say(`“${name}” is revoked: no server takes it any more.`);
  }

  return (
    <WhenLoaded part={part}>
      {({ keys }) => {
        const shown = keys.filter(({ scopes }) => some(scopes));
        return (
          <>
            {shown.length === 0 && <p>{none}</p>}
            <ul class="rows">
              {shown.map(({ name, prefix, scopes, createdAt }) => (
                <li key={prefix}>
                  <div class="row-name">
                    <strong>{name}</strong> <code>{prefix}…</code>
                    <p class="hint">{scopes.join(", ")}, since {when(createdAt, timeZone)}</p>
                  </div>
                  <Confirm
                    verb="Revoke"
                    what={name}
                    question="What uses it stops at once. Revoke it?"
                    act={() => revoke(name)}
                  />
                </li>
              ))}
            </ul>
            <p role="status" class="said">{said}</p>
          </>
        );
      }}
    </WhenLoaded>
  );
}
