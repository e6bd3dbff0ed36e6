import { parseAmount } from "./amount.ts";
import { excerpt, type SkippedLine } from "./csv.ts";

/** The columns of "Online Retail" (UCI Machine Learning Repository). */
export const COLUMNS = [
  "InvoiceNo",
  "StockCode",
  "Description",
  "Quantity",
  "InvoiceDate",
  "UnitPrice",
  "CustomerID",
  "Country",
] as const;

export type Fields = Record<(typeof COLUMNS)[number], string>;

/** One line of an order. */
export interface RetailItem {
  productId: string;
  name: string | null;
  quantity: number;
  /** Of one unit, in ten-thousandths. */
  price: bigint;
}

/** What a line adds to its order. */
export interface Checked {
  at: number;
  customer: string | null;
  item: RetailItem;
}

export type Problem = Omit<SkippedLine, "line">;

/** The server's bounds; an order with one such line would be refused as a whole. */
const MOST_UNITS = 1_000_000;
const LONGEST_NAME = 300;

/** Fees, write-offs, samples and discounts: what the shop books, and no customer orders. */
const NOT_SOLD = new Set(["AMAZONFEE", "B", "BANK CHARGES", "CRUK", "D", "S"]);

/** What a customer pays for and no shelf holds: carriage, postage, and entries by hand. */
const SERVICES = new Set(["C2", "DOT", "M", "POST"]);

/** Whether an invoice takes goods back (`C536379`). */
export function isCancellation({ InvoiceNo }: Fields): boolean {
  return /^C\d/i.test(InvoiceNo);
}

/** Why a line is the shop's own book-keeping and not a sale; `null` when it is none. */
export function bookkeeping(fields: Fields): Problem | null {
  const { InvoiceNo, StockCode, Description, UnitPrice, CustomerID } = fields;
  if (/^A\d/i.test(InvoiceNo)) {
    return { reason: "An invoice A… adjusts the books, nothing was sold", seen: InvoiceNo };
  }
  if (NOT_SOLD.has(productIdOf(StockCode))) {
    return { reason: "A fee, discount or sample is not sold", seen: StockCode };
  }
  // Goods found, lost or broken are booked so; a gift has a name and somebody who gets it.
  if (parseAmount(UnitPrice) === 0n && (Description === "" || CustomerID === "")) {
    return {
      reason: "Free, and without a Description or a CustomerID: it corrects the stock",
      seen: excerpt(`${StockCode} ${Description}`),
    };
  }
  return null;
}

/** Whether stock can be kept of it. */
export function hasStock(productId: string): boolean {
  return !SERVICES.has(productId);
}

/** Reads a line of an order, or says what is wrong with it. */
export function checkLine(fields: Fields): Checked | Problem {
  const { InvoiceNo, StockCode, Quantity, UnitPrice, InvoiceDate } = fields;
  const units = /^\d{1,7}$/.test(Quantity) ? Number(Quantity) : 0;
  const price = parseAmount(UnitPrice);
  const at = parseTime(InvoiceDate);
  if (InvoiceNo === "") return wrong("InvoiceNo must not be empty", InvoiceNo);
  if (StockCode === "") return wrong("StockCode must not be empty", StockCode);
  if (units < 1 || units > MOST_UNITS) {
    return wrong("Quantity must be a whole number from 1 to 1,000,000", Quantity);
  }
  if (price === null || price < 0n) {
    return wrong("UnitPrice must be a decimal of zero or more, with at most 4 decimals", UnitPrice);
  }
  if (at === null) return wrong('InvoiceDate must look like "2010-12-01 08:26:00"', InvoiceDate);
  const item = { productId: productIdOf(StockCode), name: nameOf(fields), quantity: units, price };
  return { at, customer: customerOf(fields), item };
}

function wrong(reason: string, seen: string): Problem {
  return { reason, seen: seen === "" ? "empty" : excerpt(seen) };
}

/** The real files write one product both as `85049A` and as `85049a`: its stock is one. */
function productIdOf(stockCode: string): string {
  return stockCode.toUpperCase();
}

function nameOf({ Description }: Fields): string | null {
  // deno-lint-ignore no-control-regex -- the server refuses an order for one of these
  const name = Description.replace(/[\u0000-\u001f\u007f\s]+/g, " ").trim();
  return name === "" ? null : name.slice(0, LONGEST_NAME).toWellFormed();
}

/**
 * A number and a country name nobody. It is one word (`United-Kingdom-17850`), as the server cuts the
 * words of a name down to initials.
 */
function customerOf({ Country, CustomerID }: Fields): string | null {
  const country = Country.replace(/\s+/g, "-");
  const id = CustomerID.replace(/\.0+$/, "");
  if (country === "" && id === "") return null;
  return [country, id || "guest"].filter((part) => part !== "").join("-");
}

/** Reads `2010-12-01 08:26:00`, or `12/1/2010 8:26` as the spreadsheet has it (month first). */
function parseTime(text: string): number | null {
  const iso = /^(\d{4})-(\d\d?)-(\d\d?)[T ](\d\d?):(\d\d)(?::(\d\d))?/.exec(text);
  const us = /^(\d\d?)\/(\d\d?)\/(\d{4}) (\d\d?):(\d\d)(?::(\d\d))?/.exec(text);
  const [year = 0, month = 0, day = 0, ...time] = iso ? numbers(iso) : us ? yearFirst(us) : [];
  const [hour = 0, minute = 0, second = 0] = time;
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(at);
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24;
  return real && minute < 60 && second < 60 ? at : null;
}

function numbers(match: RegExpExecArray): number[] {
  return match.slice(1).map((part) => Number(part ?? 0));
}

function yearFirst(match: RegExpExecArray): number[] {
  const [month = 0, day = 0, year = 0, ...time] = numbers(match);
  return [year, month, day, ...time];
}
