import axe from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2, levels A and AA. */
const ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Those of its rules that depend on colours. */
const ON_COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] } as const;

interface Violation {
  id: string;
  help: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

/** Gives a page as it stands what `barriers` needs; a page that is loaded after this needs it anew. */
export async function prepareForBarriers(page: Page): Promise<void> {
  // Without the last expression the browser would send the whole library back.
  await page.evaluate(`${axe.source}; undefined`);
}

/**
 * A sentence for each thing on the page as it stands that breaks WCAG 2.2 AA, as far as axe-core can
 * tell; with `colours` only of what may change when nothing but colours does, at a third of the cost.
 */
export async function barriers(page: Page, rules: "all" | "colours" = "all"): Promise<string[]> {
  const runOnly = rules === "all" ? ALL : ON_COLOURS;
  const violations = await page.evaluate(async (runOnly): Promise<Violation[]> => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const options = { runOnly, resultTypes: ["violations"] } as import("axe-core").RunOptions;
    return (await axe.run(options)).violations as Violation[];
  }, runOnly);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target}: ${failureSummary}`)
  );
}
