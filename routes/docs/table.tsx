import type { ComponentChildren } from "preact";
import { Line } from "./prose.tsx";

/** One line: a name, what it is, and what it means. */
export interface Row {
  name: string;
  is: ComponentChildren;
  means: string;
}

/** A table of three columns that says in its caption what it lists. */
export function Table({ caption, rows }: { caption: string; rows: Row[] }) {
  if (rows.length === 0) return null;
  return (
    <div class="table" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <tbody>
          {rows.map(({ name, is, means }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{is}</td>
              <td>
                <Line text={means} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
