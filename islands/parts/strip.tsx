import { useDesk } from "./context.ts";
import { Bolt } from "./icons.tsx";
import { Later } from "./later.tsx";
import { Status } from "./status.tsx";

/** Whose board it is, how far its numbers can be trusted, and what one can do with the page. */
export function Strip() {
  const { cells } = useDesk().live;
  return (
    <header class="strip">
      <p class="brand">
        <Bolt />
        <span>Flashboard</span>
      </p>
      <h1>{cells.storeName}</h1>
      <Later part="note" />
      <Status />
      <Later part="sources" />
      <Later part="tools" />
    </header>
  );
}
