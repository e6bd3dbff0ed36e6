import type { ComponentChildren } from "preact";

interface HeadProps {
  title: string;
  /** The sheet of the page: a name in static/build. */
  sheet: string;
  /** Changes with any file of the browser's. */
  version: string;
  children?: ComponentChildren;
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
