import type { MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { renderToString } from "preact-render-to-string";
import { FlashboardError } from "../lib/error.ts";
import { Page } from "./head.tsx";
import { htmlPage } from "./html_page.ts";

interface Words {
  title: string;
  text: string;
  /** Whether it helps to log in as somebody else. */
  mayLogIn: boolean;
}

/** Says in plain words to a person why they do not see a page; the status stays. */
function explain(
  version: string,
  wordsOf: (error: FlashboardError) => Words | undefined,
): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const words = c.error instanceof FlashboardError ? wordsOf(c.error) : undefined;
    if (!words) return;
    const { title, text, mayLogIn } = words;
    const { pathname, search } = new URL(c.req.url);
    const page = (
      <Page
        title={`${title} · Flashboard`}
        sheet="pause.css"
        version={version}
        theme={getCookie(c, "theme")}
      >
        <header>
          <a href="/">Back to the board</a>
          <h1>{title}</h1>
        </header>
        <main>
          <p class="box">
            {text} {mayLogIn && (
              <a href={`/login?to=${encodeURIComponent(pathname + search)}`}>
                Log in as an operator
              </a>
            )}
          </p>
        </main>
      </Page>
    );
    c.res = htmlPage(renderToString(page), c.res.status);
  };
}

/** Says to a viewer why there are no settings. */
export function explainSettings(version: string): MiddlewareHandler {
  return explain(version, ({ code }) =>
    code === "forbidden"
      ? {
        title: "Settings are for operators",
        text: "You can see the board and change nothing.",
        mayLogIn: true,
      }
      : undefined);
}

/** Says why nothing was asked. */
export function explainPause(version: string): MiddlewareHandler {
  return explain(version, ({ code, message }) => ({
    title: "Nothing was asked",
    text: `${message}.`,
    mayLogIn: code === "forbidden" || code === "unauthorized",
  }));
}
