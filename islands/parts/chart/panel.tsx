import { useComputed, useSignal } from "@preact/signals";
import type { History } from "../../../lib/history_store.ts";
import { Card } from "../card.tsx";
import { useDesk } from "../context.ts";
import { Chooser } from "./chooser.tsx";
import { Controls } from "./controls.tsx";
import { csvOf, saveAs } from "./csv.ts";
import { Drawing } from "./figure.tsx";
import { type Model, useModel, type View } from "./model.ts";
import { Retry, Skeleton } from "./states.tsx";
import { Table } from "./table.tsx";
import { nameOf, summaryOf, useWords, type Words } from "./words.ts";

/** The chart with all that belongs to it. Its file and those beside it are loaded when it is near. */
export function Panel({ history }: { history: History }) {
  const { live } = useDesk();
  const model = useModel(history);
  const asTable = useSignal(false);
  const words = useWords(model.measure.value);
  const other = nameOf(model.choice.value);
  const isKnown = useComputed(() => model.view.value !== null).value;

  function save() {
    const day = live.cells.day.peek().start.slice(0, 10);
    saveAs(`${model.measure.peek()}-${day}.csv`, csvOf(model.rows(), other, words.plain));
  }

  return (
    <Card
      name="chart"
      title={words.title}
      counted="chart"
      aside={<Controls model={model} asTable={asTable} onSave={save} />}
    >
      {isKnown && (
        <figure class="chart-figure">
          <Chooser choice={model.choice} compared={model.compared} />
          {asTable.value
            ? <Table rows={rowsNow(model)} words={words} other={other} />
            : <Drawing view={model.view} words={words} other={other} label={words.title} />}
          <Caption model={model} words={words} other={other} />
        </figure>
      )}
      {!isKnown && (history.failed.value ? <Retry onRetry={history.refresh} /> : <Skeleton />)}
    </Card>
  );
}

/** The rows, which change with the view. */
function rowsNow(model: Model) {
  void model.view.value;
  return model.rows();
}

interface CaptionProps {
  model: Model;
  words: Words;
  other: string;
}

/** What the lines say, for those who do not see them too. */
function Caption({ model, words, other }: CaptionProps) {
  const { view, compared } = model;
  const text = useComputed(() => {
    const then = `${compared.isUnknown.value ? "Nothing is known of" : "Dashed:"} ${other}.`;
    return describe(view.value, words, then);
  });
  return <figcaption id="chart-summary">{text}</figcaption>;
}

function describe(view: View | null, words: Words, then: string): string {
  if (view?.isEmpty) return `No orders yet today. ${then}`;
  return view?.gist ? `${summaryOf(view.gist, words, view.window.step)} ${then}` : "";
}
