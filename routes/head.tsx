import type { ComponentChildren } from "preact";

interface HeadProps {
  title: string;
  /** The sheet of the page: a name in static/build. */
  sheet: string;
  /** Changes with any file of the browser's. */
  version: string;
  children?: ComponentChildren;
}

interface PageProps extends HeadProps {
  /** What the reader chose on the dashboard; anything but `light` and `dark` follows their system. */
  theme: string | undefined;
}

/** A page beside the board, in the theme that was chosen there. */
export function Page({ theme, children, ...head }: PageProps) {
  const chosen = theme === "light" || theme === "dark" ? theme : undefined;
  return (
    <html lang="en" data-theme={chosen}>
      <Head {...head}>
        <meta name="color-scheme" content="light dark" />
      </Head>
      <body>{children}</body>
    </html>
  );
}

/** What every page begins with. */
export function Head({ title, sheet, version, children }: HeadProps) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title}</title>
      <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href={`/assets/build/${sheet}?v=${version}`} />
      {children}
    </head>
  );
}
