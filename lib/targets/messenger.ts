import type { Clock } from "../clock.ts";
import type { Addressee, Message, Messenger, Outcome, TargetKind } from "../target.ts";
import type { Kind } from "./kind.ts";
import { ntfy } from "./ntfy.ts";
import { outcomeOf } from "./outcome.ts";
import { pagerduty } from "./pagerduty.ts";
import { post, type PostOptions } from "./post.ts";
import { slack } from "./slack.ts";
import { webhook } from "./webhook.ts";

const KINDS: Record<TargetKind, Kind> = { slack, ntfy, pagerduty, webhook };

/** Less than that is no secret, and would tear holes into what is said. */
const SHORTEST_SECRET = 4;

/** Takes messages to targets over HTTP. */
export class HttpMessenger implements Messenger {
  readonly #clock: Clock;
  readonly #options: PostOptions;

  constructor({ clock, ...options }: PostOptions & { clock: Clock }) {
    this.#clock = clock;
    this.#options = options;
  }

  gathers(kind: TargetKind): boolean {
    return KINDS[kind].gathers;
  }

  async send(to: Addressee, message: Message, signal?: AbortSignal): Promise<Outcome> {
    const kind = KINDS[to.kind];
    const request = kind.request(to, message, this.#clock.now());
    try {
      const answer = await post(request, { ...this.#options, ...signal && { signal } });
      const text = withoutSecrets(answer.text, to);
      return outcomeOf({ ...answer, text }, kind, this.#clock.now());
    } catch (error) {
      if (signal?.aborted) throw error;
      const detail = withoutSecrets(error instanceof Error ? error.message : String(error), to);
      return { result: "failed", detail, away: true, restMs: 0 };
    }
  }
}

/** Whoever answers may repeat what it was sent, and what failed is shown and kept. */
function withoutSecrets(text: string, { config }: Addressee): string {
  return Object.values(config).flatMap(partsOf)
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((left, secret) => left.replaceAll(secret, "…"), text);
}

/** A value, and of a URL also what stands behind the host. */
function partsOf(value: unknown): string[] {
  const text = String(value);
  const url = URL.parse(text);
  return url ? [text, url.pathname + url.search] : [text];
}
