import { pauseOptions } from "../../channels.ts";
import { pause, trail } from "./answers.ts";
import { json, jsonBody, problems } from "./responses.ts";
import type { Operation, Parameter } from "./types.ts";

/** Asking that a promotion be paused, by path. */
export function pausePaths() {
  return {
    "/api/products/{productId}/pause": { post: askPause() },
    "/api/pauses": { get: readTrail() },
  };
}

const PRODUCT_ID: Parameter = {
  name: "productId",
  in: "path",
  required: true,
  description: "Your id of a product whose stock was told",
  schema: { type: "string" },
};

function askPause(): Operation {
  return {
    operationId: "ask_pause",
    tags: ["Read"],
    summary: "Ask to pause a product's promotion",
    description:
      "Every target that takes `promotion.pause.requested` is told, as a signed webhook where it is " +
      "one. Within the cool-down nobody is told twice. The trail keeps every request.",
    security: [{}, { password: [] }],
    parameters: [PRODUCT_ID],
    requestBody: { ...jsonBody(pauseOptions), required: false },
    responses: {
      200: json(
        "Nobody is told: a rehearsal, or one within the cool-down of the last of its kind",
        pause,
      ),
      201: json("It is asked, and the request to each target is durable", pause),
      ...problems({
        400: "Not JSON",
        401: "A password is set, and this is not it. A key is not enough",
        403: "A page of another site sent it",
        404: "Nobody told the stock of such a product",
        413: "Over 1 KiB",
        415: "Another content type",
        422: "Something else than `dryRun`",
        503: "The database is away. Sending again is safe",
      }),
      408: { description: "The request took over a minute to come; without a body" },
    },
  };
}

function readTrail(): Operation {
  return {
    operationId: "pauses",
    tags: ["Read"],
    summary: "The trail of pause requests",
    description:
      "What was asked of which product, when and why, by a click or by the guard's rule, and what " +
      "became of it.",
    security: [{}, { password: [] }, { readKey: [] }],
    responses: {
      200: json("The newest", trail),
      ...problems({
        401: "A password is set, and this is neither it nor a key that is known",
        403: "The key's scope is another",
        503: "The database is away",
      }),
    },
  };
}
