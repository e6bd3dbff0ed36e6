import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { delay } from "./harness/wait.ts";
import { type WebServer, webServer } from "./harness/web_server.ts";
import type { WebhookConfig } from "./pauses.ts";
import { anOrder, type Shop } from "./shop.ts";

const SECRET = `whsec_${btoa("a secret of the shop and Flashboard")}`;

/** A sale of one product in which many buy at once. Spans are in ms, from least to most. */
export interface Sale {
  /** Units there are. */
  stock: number;
  buyers: number;
  /** How often each wants to buy one unit. */
  purchases: number;
  /** How long a buyer looks around before each. */
  looks: readonly [number, number];
  /** How long one who has decided takes to pay. */
  pays: readonly [number, number];
}

/**
 * A shop that takes every order while its promotion runs, as shops with several channels do. Nobody
 * enters its checkout once the promotion is paused; who is in it pays.
 */
export class SellingShop {
  readonly #flashboard: Shop;
  readonly #sale: Sale;
  readonly #server: WebServer;
  readonly #verifier = new Webhook(SECRET);
  isPromoted = true;
  sold = 0;
  /** Each time that it was asked to pause, in ms since 1970 UTC. */
  readonly askedAt: number[] = [];
  /** How often somebody asked whose signature is not Flashboard's. */
  refused = 0;

  private constructor(flashboard: Shop, sale: Sale, server: WebServer) {
    this.#flashboard = flashboard;
    this.#sale = sale;
    this.#server = server;
  }

  static async open(flashboard: Shop, sale: Sale): Promise<SellingShop> {
    const server = await webServer((request, response) => void shop.#receive(request, response));
    const shop: SellingShop = new SellingShop(flashboard, sale, server);
    return shop;
  }

  /** Where it wants to be told that a promotion should be paused. */
  get webhook(): WebhookConfig {
    return { url: `${this.#server.url}/`, secret: SECRET };
  }

  /** Sells until nobody wants any more, or the promotion is paused. */
  async sell(): Promise<void> {
    const { stock, buyers } = this.#sale;
    await this.#flashboard.publish("inventory", {
      productId: "mug",
      name: "Mug",
      available: stock,
    });
    await Promise.all(Array.from({ length: buyers }, () => this.#buy()));
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#server[Symbol.asyncDispose]();
  }

  async #buy(): Promise<void> {
    const { purchases, looks, pays } = this.#sale;
    for (let done = 0; done < purchases; done++) {
      await delay(within(looks));
      if (!this.isPromoted) return;
      await delay(within(pays));
      this.sold++;
      await this.#flashboard.publish("orders", anOrder());
    }
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    try {
      this.#verifier.verify(body, request.headers as Record<string, string>);
    } catch {
      this.refused++;
      response.writeHead(401).end();
      return;
    }
    const { type, data } = JSON.parse(body);
    if (type === "promotion.pause.requested" && data.productId === "mug") {
      this.askedAt.push(Date.now());
      this.isPromoted = false;
    }
    response.writeHead(204).end();
  }
}

function within([least, most]: readonly [number, number]): number {
  return least + Math.random() * (most - least);
}
