import { useSignal } from "@preact/signals";
import type { Row } from "../../../lib/comparison.ts";
import { Scroller } from "../card.tsx";
import type { Words } from "./words.ts";

const PAGE_ROWS = 25;

interface TableProps {
  rows: readonly Row[];
  words: Words;
  other: string;
}

/** The same numbers as a table, newest first, by the page. */
export function Table({ rows, words, other }: TableProps) {
  const page = useSignal(0);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  const shown = Math.min(page.value, pages - 1);
  return (
    <div class="minute-table">
      <Scroller label={`${words.title}, newest first`}>
        <table class="minutes">
          <thead>
            <tr>
              <th scope="col">Minute</th>
              <th scope="col" class="number">Today</th>
              <th scope="col" class="number">{other}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(shown * PAGE_ROWS, (shown + 1) * PAGE_ROWS).map(({ minute, now, then }) => (
              <tr key={minute}>
                <th scope="row">{words.time(minute * 60)}</th>
                <td class="number">{words.value(now)}</td>
                <td class="number">{then === null ? "–" : words.value(then)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      <p class="pages">
        <button type="button" disabled={shown === 0} onClick={() => page.value = shown - 1}>
          Newer
        </button>
        <span>Page {shown + 1} of {pages}</span>
        <button type="button" disabled={shown === pages - 1} onClick={() => page.value = shown + 1}>
          Older
        </button>
      </p>
    </div>
  );
}
