import assert from "node:assert/strict";
import * as fc from "fast-check";
import { systemClock } from "../lib/clock.ts";
import type { Notice, NoticeType } from "../lib/outbox.ts";
import { configSchema, newTarget } from "../lib/target_schema.ts";
import type { Addressee, TargetKind } from "../lib/target.ts";
import { HttpMessenger } from "../lib/targets/messenger.ts";
import {
  type Answered,
  type Answering,
  ntfyProtocol,
  pagerdutyProtocol,
  slackProtocol,
  type TargetServer,
  targetServer,
  WEBHOOK_SECRET,
  webhookProtocol,
} from "./target_servers.ts";

const AT = "2026-11-24T09:00:00.000Z";
const PROTOCOLS = {
  slack: slackProtocol,
  ntfy: ntfyProtocol,
  pagerduty: pagerdutyProtocol,
  webhook: webhookProtocol(),
};
const KINDS = Object.keys(PROTOCOLS) as TargetKind[];
const messenger = new HttpMessenger({ clock: systemClock, allowed: ["*"], timeoutMs: 10_000 });

function addressee(kind: TargetKind, url: string): Addressee {
  const configs = {
    slack: { url: `${url}/services/T0/B0/secret` },
    ntfy: { server: url, topic: "shop-alerts", token: "tk_secret" },
    pagerduty: { server: url, routingKey: "R0123456789ABCDEF0123456789ABCDE" },
    webhook: { url: `${url}/hook`, secret: WEBHOOK_SECRET },
  };
  return { id: "tgt_1", kind, config: configSchema(kind).parse(configs[kind]) };
}

function alert(
  type: NoticeType = "alert.triggered",
  changes: Record<string, unknown> = {},
): Notice {
  const data = {
    id: "alert-17",
    title: "Oversold: Mug <!channel>",
    message: "3 sold beyond what was there. Pause its promotion.",
    severity: "critical",
    at: AT,
    productId: "mug",
    store: "Mugs & more",
    ...changes,
  };
  return { key: `${type}:${data.id}`, type, at: AT, data };
}

function serverOf(kind: TargetKind, answering?: Answering): Promise<TargetServer> {
  return targetServer(PROTOCOLS[kind], answering);
}

async function tell(kind: TargetKind, ...notices: [Notice, ...Notice[]]) {
  await using server = await serverOf(kind);
  const outcome = await messenger.send(addressee(kind, server.url), { id: "msg_1", notices });
  assert.equal(outcome.result, "delivered", JSON.stringify(outcome));
  return server.received[0] ?? assert.fail("nothing came");
}

Deno.test("targets: Slack shows title, message, store and time, and reads none of it as markup", async () => {
  const { body } = await tell("slack", alert());
  const text = (value: string) => ({ type: "plain_text", text: value, emoji: false });

  assert.deepEqual(body, {
    text: "Oversold: Mug &lt;!channel&gt;",
    blocks: [
      { type: "header", text: text("Oversold: Mug <!channel>") },
      { type: "section", text: text("3 sold beyond what was there. Pause its promotion.") },
      { type: "context", elements: [text("critical, Mugs & more, 2026-11-24 09:00 UTC")] },
    ],
  });
});

Deno.test("targets: ntfy rings louder the worse it is, and softly when it is over", async () => {
  const { body, headers } = await tell("ntfy", alert());
  assert.equal(headers["x-sequence-id"], "msg_1", "sent again, it takes its own place");
  assert.equal(headers["authorization"], "Bearer tk_secret");
  assert.deepEqual(body, {
    topic: "shop-alerts",
    title: "Oversold: Mug <!channel>",
    message:
      "3 sold beyond what was there. Pause its promotion.\nMugs & more, 2026-11-24 09:00 UTC",
    priority: 5,
    tags: ["rotating_light"],
  });
  const warning = await tell("ntfy", alert("alert.triggered", { severity: "warning" }));
  const over = await tell("ntfy", alert("alert.resolved"));
  assert.deepEqual([warning.body["priority"], over.body["priority"]], [4, 2]);
  assert.equal(over.body["title"], "Resolved: Oversold: Mug <!channel>");
});

Deno.test("targets: PagerDuty opens, acknowledges and resolves one incident per alert", async () => {
  const bodies = [];
  for (const type of ["triggered", "acknowledged", "resolved"] as const) {
    bodies.push((await tell("pagerduty", alert(`alert.${type}`))).body);
  }
  const [trigger, acknowledge, resolve] = bodies;
  const common = {
    routing_key: "R0123456789ABCDEF0123456789ABCDE",
    dedup_key: "flashboard-tgt_1-alert-17",
  };

  assert.deepEqual(trigger, {
    ...common,
    event_action: "trigger",
    client: "Flashboard",
    payload: {
      summary: "Oversold: Mug <!channel>",
      source: "Mugs & more",
      severity: "critical",
      timestamp: AT,
      custom_details: alert().data,
    },
  });
  assert.deepEqual(acknowledge, { ...common, event_action: "acknowledge" });
  assert.deepEqual(resolve, { ...common, event_action: "resolve" });
});

const SECRETS = {
  slack: "/services/T0/B0/secret",
  ntfy: "tk_secret",
  pagerduty: "R0123456789ABCDEF0123456789ABCDE",
  webhook: WEBHOOK_SECRET,
};

type Check = (body: Uint8Array, headers: Record<string, string>, secret: string) => boolean;

const docs = await Deno.readTextFile(new URL("../docs/alerts.md", import.meta.url));

Deno.test("targets: each command that the documentation gives describes a target", () => {
  const bodies = [...docs.matchAll(/-d '(.*?)'/gs)].map(([, body = ""]) => JSON.parse(body));
  assert.deepEqual(bodies.map((body) => newTarget.parse(body).kind), KINDS);
});

/** The example of docs/alerts.md. */
async function documentedCheck(): Promise<Check> {
  const [, code = ""] = /```js\n(.*?)```/s.exec(docs) ?? [];
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).isSigned;
}

Deno.test("targets: a webhook is signed as the specification's own library reads it, and our example", async () => {
  const { body, headers } = await tell("webhook", alert());

  assert.deepEqual(body, { type: "alert.triggered", timestamp: AT, data: alert().data });
  assert.equal(headers["webhook-id"], "msg_1");
  const age = Date.now() / 1_000 - Number(headers["webhook-timestamp"]);
  assert.ok(age >= 0 && age < 60, "the time is that of the attempt");
  const isSigned = await documentedCheck();
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  assert.equal(isSigned(bytes, headers, WEBHOOK_SECRET), true);
  assert.equal(isSigned(bytes, { ...headers, "webhook-id": "msg_2" }, WEBHOOK_SECRET), false);
});

Deno.test("targets: whatever is told, each kind takes it", async () => {
  await using stack = new AsyncDisposableStack();
  const open = await Promise.all(KINDS.map(async (kind) => {
    return { kind, server: stack.use(await serverOf(kind)) };
  }));
  const text = (most: number) =>
    fc.string({ unit: "binary", minLength: 1, maxLength: most, size: "max" });
  const notice = fc.record({
    title: fc.oneof(
      text(200),
      fc.constant("\u{1f3c6}".repeat(100)),
      fc.constant('<&>"\\'.repeat(40)),
    ),
    message: fc.oneof(text(2_000), fc.constant("€".repeat(2_000)), fc.constant("")),
    severity: fc.constantFrom("info", "warning", "critical"),
    id: fc.oneof(fc.constant("alert-1"), text(300)),
  }, { noNullPrototype: true }).map((changes) => alert("alert.triggered", changes));
  const notices = fc.array(notice, { minLength: 1, maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(notices, async ([first = alert(), ...rest]) => {
      for (const { kind, server } of open) {
        const all = [first, ...messenger.gathers(kind) ? rest : []] as const;
        const to = addressee(kind, server.url);
        const outcome = await messenger.send(to, { id: "msg_1", notices: all });

        assert.equal(outcome.result, "delivered", `${kind}: ${JSON.stringify(outcome)}`);
      }
    }),
    { numRuns: 15 },
  );
});

Deno.test("targets: what an answer means is read alike for all, but for how Slack says that a hook is gone", async () => {
  const cases: [status: number, headers: Record<string, string>, expected: object][] = [
    [410, {}, { result: "gone", detail: "It answered 410: sorry" }],
    [429, { "retry-after": "7" }, { result: "failed", away: false, restMs: 7_000 }],
    [429, {}, { result: "failed", away: false, restMs: 30_000 }],
    [429, { "retry-after": "99999999" }, { result: "failed", restMs: 3_600_000 }],
    [502, {}, { result: "failed", away: true, restMs: 30_000 }],
    [503, { "retry-after": "60" }, { result: "failed", away: true, restMs: 60_000 }],
    [500, { "retry-after": "soon" }, { result: "failed", away: false, restMs: 0 }],
    [400, {}, { result: "failed", away: false, restMs: 0, detail: "It answered 400: sorry" }],
    [302, { location: "http://127.0.0.1:1/" }, { result: "failed", away: false }],
    [404, {}, { result: "failed" }],
    [403, {}, { result: "failed" }],
  ];
  for (const kind of KINDS) {
    for (const [status, headers, expected] of cases) {
      await using server = await serverOf(kind, () => ({ status, headers, body: "sorry" }));
      const notices = [alert()] as const;
      const outcome = await messenger.send(addressee(kind, server.url), { id: "msg_1", notices });
      const isGone = kind === "slack" && [403, 404].includes(status);

      assert.partialDeepStrictEqual(outcome, isGone ? { result: "gone" } : expected, kind);
    }
  }
});

Deno.test("targets: who is down or slow is away, and nothing that is kept of it holds a secret", async () => {
  const quick = new HttpMessenger({ clock: systemClock, allowed: ["*"], timeoutMs: 100 });
  for (const kind of KINDS) {
    const never = Promise.withResolvers<Answered>();
    const down = await serverOf(kind);
    await down[Symbol.asyncDispose]();
    await using slow = await serverOf(kind, () => never.promise);
    await using talkative = await serverOf(kind, ({ headers, body }) => {
      const text = JSON.stringify([headers, body]) + "/services/T0/B0/secret";
      return { status: 503, body: text };
    });
    await using cut = await serverOf(kind, () => {
      return { status: 503, body: "x".repeat(195) + SECRETS[kind] };
    });
    for (const { url } of [down, slow, talkative]) {
      const to = addressee(kind, url);
      const outcome = await quick.send(to, { id: "msg_1", notices: [alert()] });

      assert.partialDeepStrictEqual(outcome, { result: "failed", away: true });
      const { detail } = outcome as { detail: string };
      assert.doesNotMatch(detail, /tk_secret|R0123456789|B0\/secret|whsec/, kind);
    }
    never.resolve({});
    const { detail } = await quick.send(addressee(kind, cut.url), {
      id: "msg_1",
      notices: [alert()],
    }) as { detail: string };
    assert.equal(detail, `It answered 503: ${"x".repeat(195)}…`, "no part of one that is cut off");
  }
});
