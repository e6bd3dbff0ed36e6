import { useDesk } from "./context.ts";
import type { Rhythm } from "./gate.ts";
import { keysListed, keysOn, switchKeys } from "./keys.ts";
import { remember } from "./memory.ts";
import { SoundChoice } from "./sound.tsx";
import { chooseTheme, type Theme, theme } from "./theme.tsx";

/** All keys, and what the reader may choose; kept in this browser. */
export function Settings() {
  const { mayChange } = useDesk().reader;
  return (
    <>
      <Keys />
      <SoundChoice />
      <div class="choices">
        <RhythmChoice />
        <ThemeChoice />
      </div>
      <p class="help-foot">
        Every number says how it is counted: press the question mark beside it. For a screen on the
        wall there is <a href="/tv">a page of its own</a>.
        {mayChange && (
          <>
            {" "}What changes for everybody stands in the <a href="/settings">settings</a>.
          </>
        )}
      </p>
    </>
  );
}

function Keys() {
  const keys = [...keysListed.value].sort(([a], [b]) => a.localeCompare(b));
  return (
    <>
      <dl class={keysOn.value ? "keys" : "keys off"}>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input
          type="checkbox"
          checked={keysOn.value}
          onChange={({ currentTarget }) => switchKeys(currentTarget.checked)}
        />{" "}
        Single keys do something
      </label>
    </>
  );
}

const RHYTHM_WORDS: Record<Rhythm, string> = {
  live: "at once",
  "1s": "every second",
  "10s": "every 10 seconds",
};

/** How often the page changes. */
function RhythmChoice() {
  const { gate } = useDesk();
  const choose = (rhythm: Rhythm) => {
    gate.choose(rhythm);
    remember("rhythm", rhythm);
  };
  return (
    <Choice
      legend="The page changes"
      words={RHYTHM_WORDS}
      chosen={gate.rhythm.value}
      choose={choose}
    />
  );
}

const THEME_WORDS: Record<Theme, string> = {
  auto: "as the system says",
  light: "light",
  dark: "dark",
};

function ThemeChoice() {
  return (
    <Choice
      legend="The page looks"
      words={THEME_WORDS}
      chosen={theme.value}
      choose={chooseTheme}
    />
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  words: Record<T, string>;
  chosen: T;
  choose(one: T): void;
}

function Choice<T extends string>({ legend, words, chosen, choose }: ChoiceProps<T>) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {(Object.keys(words) as T[]).map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={legend}
            checked={one === chosen}
            onChange={() => choose(one)}
          />{" "}
          {words[one]}
        </label>
      ))}
    </fieldset>
  );
}
