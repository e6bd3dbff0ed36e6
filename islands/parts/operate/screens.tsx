import { useState } from "preact/hooks";
import { TextField } from "./fields.tsx";
import { Form } from "./form.tsx";
import { KeyRows, type KeysProps, makeKey } from "./keys.tsx";
import { textIn } from "./read.ts";
import { Secret } from "./secret.tsx";
import { Section } from "./section.tsx";

interface Link {
  name: string;
  url: string;
}

/** The links of screens on the wall. */
export function ScreensSection({ part, timeZone }: KeysProps) {
  const [made, setMade] = useState<Link | null>(null);

  async function make(data: FormData): Promise<string> {
    setMade(null);
    const { name, link = "" } = await makeKey(textIn(data, "/name"), ["screen"], part);
    setMade({ name, url: new URL(link, location.href).href });
    return `The link of “${name}” is made.`;
  }

  return (
    <Section
      id="screens"
      title="Screens"
      hint="A link opens the board for the wall without a password, and nothing else. One for each screen, so that each can be revoked."
    >
      <KeyRows
        part={part}
        timeZone={timeZone}
        some={(scopes) => scopes.includes("screen")}
        onRevoke={(name) => made?.name === name && setMade(null)}
        none="No screen has a link yet."
      />
      <h3>Make a link</h3>
      <Form submit="Make the link" save={make} clears>
        <TextField name="/name" label="Name of the screen" hint="Such as where it hangs." />
      </Form>
      {made && <Secret label={`The link of “${made.name}”.`} text={made.url} href={made.url} />}
    </Section>
  );
}
