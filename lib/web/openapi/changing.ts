import { alertChange } from "../../channels.ts";
import { jsonBody, problems } from "./responses.ts";
import type { Operation, Parameter } from "./types.ts";

/** `PATCH`es for dashboards, by path. */
export function changePaths(): Record<string, { patch: Operation }> {
  return { "/api/alerts/{id}": { patch: changeAlert() } };
}

const ALERT_ID: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "An alert's `id` on the board",
  schema: { type: "string" },
};

function changeAlert(): Operation {
  return {
    operationId: "change_alert",
    tags: ["Read"],
    summary: "Acknowledge an alert, or snooze it",
    description:
      "Every open dashboard sees it at once. An alert is open, acknowledged or snoozed: " +
      "each change stands for all of it, and sent twice it counts once.",
    security: [{}, { password: [] }],
    parameters: [ALERT_ID],
    requestBody: jsonBody(alertChange),
    responses: {
      204: { description: "It is so, and durable" },
      ...problems({
        400: "Not JSON",
        401: "A password is set, and this is not it. A key is not enough",
        403: "A page of another site sent it",
        404: "No such alert is on the board",
        413: "Over 1 KiB",
        415: "Another content type",
        422: "Neither or both of the fields, or a time that is past or over 7 days off",
        503: "The database is away. Sending again is safe",
      }),
      408: { description: "The request took over a minute to come; without a body" },
    },
  };
}
