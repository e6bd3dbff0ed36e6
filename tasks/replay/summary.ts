import { readableAmount } from "./amount.ts";
import type { SkippedLine } from "./csv.ts";
import { readableTime } from "./progress.ts";
import type { Outcome } from "./publish_orders.ts";
import type { RetailFile } from "./retail.ts";

/** Lines or orders named for each reason. */
const NAMED = 10;

/** What is to be said at the end. */
export function summary(file: RetailFile, outcome: Outcome, wallMs: number): string {
  const { published, duplicates, rejected, revenue, left, stopped } = outcome;
  const refusals = rejected.map(({ invoice, detail }) => ({ reason: detail, what: invoice }));
  return [
    stopped === null ? "All orders are published" : `Stopped early: ${stopped}`,
    "",
    row("Published", `${count(published)} orders in ${readableTime(wallMs)}`),
    ...(duplicates > 0 ? [row("Duplicates", `${count(duplicates)}, known to the server`)] : []),
    row("Revenue", `${readableAmount(revenue)}, in the store's currency`),
    ...(left > 0 ? [row("Left", `${count(left)} orders`)] : []),
    ...section("Refused", "orders", refusals),
    ...skippedRows(file),
  ].join("\n");
}

/** What of a file cannot be published. */
export function skippedRows({ cancellations, skipped }: RetailFile): string[] {
  const { invoices, lines, amount } = cancellations;
  const cancelled = `${count(invoices)} invoices with ${count(lines)} lines over ` +
    `${readableAmount(amount)}: they do not name the order they cancel`;
  return [
    ...(invoices > 0 ? [row("Cancellations", cancelled)] : []),
    ...section("Skipped", "lines", skipped.map(asReason)),
  ];
}

function asReason({ line, reason, seen }: SkippedLine): { reason: string; what: string } {
  return { reason, what: `${line} (${seen})` };
}

function section(title: string, noun: string, all: { reason: string; what: string }[]): string[] {
  if (all.length === 0) return [];
  const byReason = Map.groupBy(all, ({ reason }) => reason);
  const reasons = [...byReason].map(([reason, cases]) => `  ${reason}: ${named(cases)}`);
  return [row(title, `${count(all.length)} ${noun}`), ...reasons];
}

function named(cases: { what: string }[]): string {
  const some = cases.slice(0, NAMED).map(({ what }) => what).join(", ");
  return cases.length > NAMED ? `${some} and ${count(cases.length - NAMED)} more` : some;
}

function row(title: string, text: string): string {
  return `${title.padEnd(14)} ${text}`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
