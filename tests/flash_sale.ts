import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { delay } from "./harness/wait.ts";
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
  readonly #server: Server;
  readonly #verifier = new Webhook(SECRET);
  isPromoted = true;
  sold = 0;
  /** Each time that it was asked to pause, in ms since 1970 UTC. */
  readonly askedAt: number[] = [];
  /** How often somebody asked whose signature is not Flashboard's. */
  refused = 0;

  private constructor(flashboard: Shop, sale: Sale) {
    this.#flashboard = flashboard;
    this.#sale = sale;
    this.#server = createServer((request, response) => void this.#receive(request, response));
  }

  static async open(flashboard: Shop, sale: Sale): Promise<SellingShop> {
    const shop = new SellingShop(flashboard, sale);
    shop.#server.listen(0, "127.0.0.1");
    await once(shop.#server, "listening");
    return shop;
  }

  /** Where it wants to be told that a promotion should be paused. */
  get webhook(): WebhookConfig {
    return {
      url: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`,
      secret: SECRET,
    };
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

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
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
