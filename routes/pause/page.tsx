import { renderToString } from "preact-render-to-string";
import { count, counted, inMinutes, timeOf } from "../../islands/parts/format.ts";
import { between } from "../../islands/parts/cover.tsx";
import { State } from "../../islands/parts/state.tsx";
import type { ProductAtRisk } from "../../lib/at_risk.ts";
import { type Pause, pauseRequest } from "../../lib/pause.ts";
import { Page } from "../head.tsx";
import { Trail } from "./trail.tsx";
import { outcomeOf, pausePath } from "./words.ts";

export interface PauseProps {
  product: ProductAtRisk;
  /** What was asked just now. */
  made: Pause | null;
  /** The newest requests for this product. */
  trail: readonly Pause[];
  /** How many would be told. */
  targets: number;
  /** Until when nobody is told again (ISO, UTC); null when somebody would be. */
  coolsUntil: string | null;
  /** Of when the numbers are (ISO, UTC). */
  at: string;
  timeZone: string;
  mayAsk: boolean;
  /** What the reader chose on the dashboard. */
  theme: string | undefined;
  /** Changes with any file of the browser's. */
  version: string;
}

/** The page that asks to confirm, or says what became of it: a form, and no script. */
export function renderPause(props: PauseProps): string {
  return renderToString(<PausePage {...props} />);
}

function PausePage(props: PauseProps) {
  const { product: { productId, name }, made, theme, version } = props;
  const title = `Pause the promotion of ${name}`;
  return (
    <Page
      title={`${made ? outcomeOf(made) : title} · Flashboard`}
      sheet="pause.css"
      version={version}
      theme={theme}
    >
      <header>
        <a href="/">Back to the board</a>
        <h1>{title}</h1>
        {name !== productId && <p class="hint">{productId}</p>}
      </header>
      <main>
        {made && <p class={isBad(made) ? "box bad" : "box"} role="status">{outcomeOf(made)}.</p>}
        <Numbers {...props} />
        <section class="panel" aria-labelledby="ask">
          <h2 id="ask">Ask to pause it</h2>
          <Ask {...props} />
        </section>
        <section class="panel" aria-labelledby="trail">
          <h2 id="trail">Earlier requests for it</h2>
          <Trail {...props} />
        </section>
      </main>
    </Page>
  );
}

function isBad({ outcome, targets, dryRun }: Pause): boolean {
  return !dryRun && (outcome !== "asked" || targets === 0);
}

function Numbers({ product, at, timeZone }: PauseProps) {
  const { available, cover, soldIn5Min } = product;
  return (
    <section class="panel" aria-label="How it stands">
      <dl>
        <div>
          <dt>Available</dt>
          <dd>
            <strong>{count(available).replace("-", "−")}</strong> <State product={product} />
          </dd>
        </div>
        <div>
          <dt>Sold, 5 min</dt>
          <dd>
            <strong>{count(soldIn5Min)}</strong>
          </dd>
        </div>
        <div>
          <dt>Runs out in</dt>
          <dd>
            {cover && available > 0
              ? (
                <>
                  <strong>{inMinutes(cover.minutes)}</strong> ({between(cover)})
                </>
              )
              : available > 0
              ? "too few sales to tell"
              : "none left"}
          </dd>
        </div>
      </dl>
      <p class="hint">
        As of {timeOf(at, timeZone)}, {timeZone} time.{" "}
        <a href={pausePath(product.productId)}>Look again</a>
      </p>
    </section>
  );
}

/** What can be asked now, and what that does; else why not, and what helps. */
function Ask(props: PauseProps) {
  const { product, targets, coolsUntil, timeZone, mayAsk } = props;
  if (!mayAsk) {
    const login = `/login?to=${encodeURIComponent(pausePath(product.productId))}`;
    return (
      <p class="box">
        Only operators can ask. <a href={login}>Log in as an operator</a>
      </p>
    );
  }
  const isTold = targets > 0 && coolsUntil === null;
  return (
    <form method="post" action={pausePath(product.productId)}>
      {targets === 0
        ? (
          <p class="box bad">
            <strong>No target listens: nobody would be told.</strong>{" "}
            <a href="/settings#targets">Add one</a> that is told when a promotion is to be paused.
          </p>
        )
        : coolsUntil !== null
        ? (
          <p class="box">
            <strong>It was asked already.</strong> Until {timeOf(coolsUntil, timeZone)}{" "}
            nobody is told again.
          </p>
        )
        : (
          <p>
            Asking tells {counted(targets, "target")}{" "}
            outside to pause this promotion now, and why: “{pauseRequest(product, "click", false)
              .reason}”.
          </p>
        )}
      <div class="actions">
        {isTold && <button type="submit" class="main">Ask now</button>}
        <button type="submit" name="dryRun" value="1">Dry run: tell nobody</button>
      </div>
      <p class="hint">A dry run only writes below what would have been asked.</p>
    </form>
  );
}
