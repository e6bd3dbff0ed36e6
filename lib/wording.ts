import type { Severity } from "./alert.ts";
import type { Notice, NoticeType } from "./outbox.ts";

/** What a person is told. */
export interface Wording {
  title: string;
  /** Lines; empty when the title says it all. */
  text: string;
  /** The worst there is in it; `done` when nothing of it needs anybody. */
  urgency: Severity | "done";
  /** Where and when: `My store, 2026-11-24 09:00 UTC`. */
  source: string;
}

const OPENINGS: Record<NoticeType, string> = {
  "alert.triggered": "",
  "alert.acknowledged": "Acknowledged: ",
  "alert.resolved": "Resolved: ",
  "promotion.pause.requested": "Please pause the promotion: ",
};

const LEAST_FIRST = ["done", "info", "warning", "critical"] as const;

/** A digest names so many: who is told of more looks at the board. */
const MOST_LINES = 15;
const LONGEST_LINE = 160;

/** Words for one notice, or a digest of several. */
export function wordingOf(notices: readonly [Notice, ...Notice[]]): Wording {
  const [first] = notices;
  if (notices.length > 1) return digestOf(notices);
  return {
    title: titleOf(first),
    text: clean(first.data[first.type === "alert.triggered" ? "message" : "reason"]),
    urgency: urgencyOf(first),
    source: sourceOf(first),
  };
}

/** What a notice is called: `Resolved: Low stock: Mug`. */
export function titleOf({ type, data }: Notice): string {
  const name = [data["title"], data["name"], data["productId"], type].find((one) => clean(one));
  const opening = data["replacedBy"] === undefined ? OPENINGS[type] : "A worse one followed: ";
  return opening + clean(name).replaceAll("\n", " ");
}

/** How much a notice matters to who is told. */
export function urgencyOf({ type, data }: Notice): Wording["urgency"] {
  if (type === "alert.acknowledged" || type === "alert.resolved") return "done";
  const { severity } = data;
  return severity === "critical" || severity === "info" ? severity : "warning";
}

/** A text of at most `max` UTF-16 units, cut between characters. */
export function clip(text: string, max: number): string {
  return text.length <= max
    ? text
    : `${text.slice(0, max - 1).toWellFormed().replace(/\ufffd$/, "")}…`;
}

/** A text of at most `max` bytes in UTF-8, cut between characters. */
export function clipBytes(text: string, max: number): string {
  const encoder = new TextEncoder();
  if (encoder.encode(text).length <= max) return text;
  const { read } = encoder.encodeInto(text, new Uint8Array(max - 3));
  return `${text.slice(0, read)}…`;
}

function digestOf(notices: readonly [Notice, ...Notice[]]): Wording {
  const heads = [...Map.groupBy(notices, headOf)].sort(([, a], [, b]) => b.length - a.length);
  const kinds = heads.map(([head, of]) => `${of.length} × ${head}`);
  const worstFirst = notices.toSorted((a, b) => rankOf(b) - rankOf(a));
  const lines = worstFirst.slice(0, MOST_LINES).map((one) => clip(titleOf(one), LONGEST_LINE));
  const more = notices.length - lines.length;
  return {
    title: `${notices.length} alerts: ${kinds.slice(0, 4).join(", ")}`,
    text: [...lines, ...more > 0 ? [`and ${more} more`] : []].join("\n"),
    urgency: worstFirst[0] ? urgencyOf(worstFirst[0]) : "done",
    source: sourceOf(notices.at(-1) ?? notices[0]),
  };
}

function rankOf(notice: Notice): number {
  return LEAST_FIRST.indexOf(urgencyOf(notice));
}

/** `Low stock` of `Low stock: Mug`. */
function headOf(notice: Notice): string {
  return clip(titleOf(notice).split(": ", 1)[0] ?? "", 40);
}

function sourceOf({ at, data }: Notice): string {
  const time = `${at.slice(0, 16).replace("T", " ")} UTC`;
  const store = clean(data["store"]);
  return store ? `${store}, ${time}` : time;
}

/** Text for people: well-formed, and without control characters other than the end of a line. */
function clean(value: unknown): string {
  if (typeof value !== "string") return "";
  return value.toWellFormed().replace(/[^\P{Cc}\n]/gu, "").trim();
}
