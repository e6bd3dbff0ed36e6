import { renderToString } from "preact-render-to-string";
import { Bolt } from "../../islands/parts/icons.tsx";
import { Page } from "../head.tsx";

export interface LoginProps {
  /** Where the reader wanted to go. */
  to: string;
  /** Why they are not there. */
  trouble?: string;
  /** Changes with any file of the browser's. */
  version: string;
  /** What the reader chose on the dashboard. */
  theme: string | undefined;
}

/** The page that asks for the password: a form, and no script. */
export function renderLogin(props: LoginProps): string {
  return renderToString(<LoginPage {...props} />);
}

function LoginPage({ to, trouble, version, theme }: LoginProps) {
  return (
    <Page title="Log in · Flashboard" sheet="login.css" version={version} theme={theme}>
      <main class="panel">
        <h1>
          <Bolt /> Flashboard
        </h1>
        {trouble && <p id="trouble" class="box bad" role="alert">{trouble}</p>}
        <form method="post" action="/login">
          <label for="password">Password</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
            autofocus
            aria-invalid={trouble ? "true" : undefined}
            aria-describedby={trouble && "trouble"}
          />
          <input type="hidden" name="to" value={to} />
          <button type="submit" class="main">Log in</button>
        </form>
      </main>
    </Page>
  );
}
