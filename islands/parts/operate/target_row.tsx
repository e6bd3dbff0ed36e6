import { useState } from "preact/hooks";
import { counted } from "../format.ts";
import { ask, wordsOf } from "./ask.ts";
import { Confirm } from "./confirm.tsx";
import type { Target } from "./data.ts";
import { Form } from "./form.tsx";
import { KIND_WORDS, TargetFields } from "./target_fields.tsx";
import { targetIn } from "./target_in.ts";
import { when } from "./when.ts";

interface TargetRowProps {
  target: Target;
  timeZone: string;
  onChange(): Promise<void>;
}

type Outcome = { delivered: true; tookMs: number } | { delivered: false; detail: string };

/** One target: how it fares, and what can be done with it. */
export function TargetRow({ target, timeZone, onChange }: TargetRowProps) {
  const [said, say] = useState("");
  const [edits, setEdits] = useState(false);
  const { name, kind, disabled } = target;
  const path = `/api/targets/${encodeURIComponent(target.id)}`;

  async function test(): Promise<void> {
    say("Sending…");
    try {
      const outcome = await ask<Outcome>("POST", `${path}/test`);
      say(
        outcome.delivered
          ? `Delivered in ${outcome.tookMs} ms.`
          : `Not delivered. ${outcome.detail}`,
      );
    } catch (error) {
      say(`Not tested. ${wordsOf(error)}`);
    }
  }

  async function save(data: FormData): Promise<string> {
    await ask("PATCH", path, targetIn(data, kind));
    setEdits(false);
    say("Saved.");
    await onChange();
    return "Saved.";
  }

  async function remove(): Promise<void> {
    await ask("DELETE", path);
    await onChange();
  }

  async function enable(): Promise<void> {
    try {
      await ask("PATCH", path, { disabled: null });
      say("It is told again.");
      await onChange();
    } catch (error) {
      say(wordsOf(error));
    }
  }

  return (
    <li>
      <div class="row-name">
        <strong>{name}</strong> <span class="hint">{KIND_WORDS[kind]}</span>
        <p class={disabled !== null || target.failure !== null ? "trouble" : "hint"}>
          {fareOf(target, timeZone)}
        </p>
      </div>
      <div class="actions">
        <button type="button" aria-label={`Test ${name}`} onClick={() => void test()}>Test</button>
        <button
          type="button"
          aria-label={`Edit ${name}`}
          aria-expanded={edits}
          onClick={() => setEdits(!edits)}
        >
          Edit
        </button>
        {disabled !== null && (
          <button
            type="button"
            aria-label={`Tell ${name} again`}
            onClick={() => void enable()}
          >
            Tell it again
          </button>
        )}
        <Confirm
          verb="Remove"
          what={name}
          question="What waits for it is forgotten. Remove it?"
          act={remove}
        />
      </div>
      <p role="status" class="said">{said}</p>
      {edits && (
        <Form label={`Change ${name}`} submit="Save the target" save={save}>
          <TargetFields {...target} isKnown />
        </Form>
      )}
    </li>
  );
}

/** How it goes with a target, in words. */
function fareOf(target: Target, timeZone: string): string {
  const { disabled, deliveredAt, failedAt, failure, waiting } = target;
  const words = [];
  if (disabled !== null) words.push(`Nothing is sent to it: ${disabled}`);
  else if (failure !== null && failedAt !== null) {
    words.push(`Failed last on ${when(failedAt, timeZone)}: ${failure}`);
  }
  if (waiting > 0) words.push(`${counted(waiting, "notice")} to be told`);
  if (deliveredAt !== null) words.push(`Told last on ${when(deliveredAt, timeZone)}`);
  return words.length === 0 ? "Told of nothing yet" : words.join(". ");
}
