import { useState } from "preact/hooks";
import { ask } from "./ask.ts";
import type { Loaded, Target, TargetKind } from "./data.ts";
import { ChoiceField } from "./fields.tsx";
import { Form } from "./form.tsx";
import { Secret } from "./secret.tsx";
import { Section, usePart, WhenLoaded } from "./section.tsx";
import { KIND_WORDS, TargetFields } from "./target_fields.tsx";
import { targetIn } from "./target_in.ts";
import { TargetRow } from "./target_row.tsx";

interface TargetsProps {
  initial: Loaded<{ targets: Target[] }>;
  timeZone: string;
}

type MadeTarget = Target & { secret?: string };

/** Who outside is told of alerts. */
export function TargetsSection({ initial, timeZone }: TargetsProps) {
  const part = usePart(initial, "/api/targets");
  const [kind, setKind] = useState<TargetKind>("slack");
  const [made, setMade] = useState<MadeTarget | null>(null);

  async function add(data: FormData): Promise<string> {
    setMade(null);
    const target = await ask<MadeTarget>("POST", "/api/targets", { kind, ...targetIn(data, kind) });
    setMade(target);
    setKind("slack");
    await part.load();
    return `“${target.name}” is added. Test it now.`;
  }

  return (
    <Section
      id="targets"
      title="Alert targets"
      hint="Who outside is told. What cannot be delivered is kept and sent again, for a day and more."
    >
      <WhenLoaded part={part}>
        {({ targets }) => (
          <>
            {targets.length === 0 && <p>Nobody outside is told of alerts yet.</p>}
            <ul class="rows">
              {targets.map((target) => (
                <TargetRow
                  key={target.id}
                  target={target}
                  timeZone={timeZone}
                  onChange={() => part.load()}
                />
              ))}
            </ul>
          </>
        )}
      </WhenLoaded>
      <h3>Add a target</h3>
      <Form submit="Add the target" save={add} clears>
        <ChoiceField
          name="/kind"
          label="Kind"
          words={KIND_WORDS}
          chosen={kind}
          onChoose={(value) => setKind(value as TargetKind)}
        />
        <TargetFields key={kind} kind={kind} />
      </Form>
      {made?.secret !== undefined && (
        <Secret label={`The signing secret of “${made.name}”.`} text={made.secret} />
      )}
    </Section>
  );
}
