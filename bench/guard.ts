import { type Sale, SellingShop } from "../tests/flash_sale.ts";
import { spawnServer } from "../tests/harness/process.ts";
import { poll } from "../tests/harness/wait.ts";
import { openPauses, trailOf } from "../tests/pauses.ts";
import { KEY, Shop } from "../tests/shop.ts";
import { median } from "./percentile.ts";
import { table } from "./table.ts";

export interface GuardOptions {
  rounds: number;
  say(line: string): void;
}

/** About 150 units a second of 1,000, of which 2,000 are wanted. */
const SALE: Sale = {
  stock: 1_000,
  buyers: 200,
  purchases: 10,
  looks: [500, 1_500],
  pays: [100, 400],
};

const RULES: [name: string, rule: Record<string, unknown>][] = [
  ["none", { on: false }],
  ["oversold", { on: true, minutes: null }],
  ["under 0.1 min of cover", { on: true, minutes: 0.1 }],
  ["under 0.5 min of cover", { on: true, minutes: 0.5 }],
  ["under 3 min of cover", { on: true, minutes: 3 }],
];

interface Turn {
  oversold: number;
  unsold: number;
  /** From when it was asked to when the shop had checked that, in ms; null when it was not. */
  tookMs: number | null;
  /** What was left when it was asked. */
  left: number | null;
}

/** 200 buyers at once: units oversold without the guard, and with each of some rules. */
export async function benchGuard({ rounds, say }: GuardOptions): Promise<string> {
  const rows = RULES.map(([name]) => ({ name, turns: [] as Turn[] }));
  for (let round = 1; round <= rounds; round++) {
    for (const [at, [name, rule]] of RULES.entries()) {
      say(`guard: rule ${name}, round ${round} of ${rounds}`);
      rows[at]?.turns.push(await sellOnce({ dryRun: false, ...rule }));
    }
  }
  return table(
    [
      "guard asks when",
      "units oversold",
      "left unsold",
      "available when asked",
      "asked to paused, ms",
    ],
    rows.map(({ name, turns }) => [
      name,
      spread(turns.map(({ oversold }) => oversold)),
      spread(turns.map(({ unsold }) => unsold)),
      spread(turns.map(({ left }) => left)),
      spread(turns.map(({ tookMs }) => tookMs)),
    ]),
  );
}

async function sellOnce(rule: Record<string, unknown>): Promise<Turn> {
  await using database = await openPauses();
  await database.keep("guard", rule);
  const env = { DATABASE_URL: database.url, PUBLISH_KEY: KEY, ALLOW_PRIVATE_TARGETS: "127.0.0.1" };
  await using server = await spawnServer({ env });
  const board = new Shop(server.url);
  await using shop = await SellingShop.open(board, SALE);
  await database.addTarget(shop.webhook);
  await shop.sell();
  await poll(async () => (await board.metrics()).ordersToday === shop.sold);
  const [pause] = await trailOf(board);
  const [asked] = shop.askedAt;
  return {
    oversold: Math.max(0, shop.sold - SALE.stock),
    unsold: Math.max(0, SALE.stock - shop.sold),
    tookMs: pause && asked !== undefined ? asked - Date.parse(pause.at) : null,
    left: pause?.available ?? null,
  };
}

/** `12 (8–40)`: the median, and from least to most; nothing when there is none. */
function spread(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return "";
  return `${median(known)} (${Math.min(...known)}–${Math.max(...known)})`;
}
