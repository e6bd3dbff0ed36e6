import { newTarget, targetChange } from "../../target_schema.ts";
import { json, jsonBody, problems } from "./responses.ts";
import { addedTarget, targetList, targetTest } from "./targeting_answers.ts";
import type { Operation, Parameter } from "./types.ts";

/** Who outside is told, by path. */
export function targetPaths() {
  return {
    "/api/targets": { get: listTargets(), post: addTarget() },
    "/api/targets/{id}": { patch: changeTarget(), delete: removeTarget() },
    "/api/targets/{id}/test": { post: testTarget() },
  };
}

const TARGET_ID: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "A target's `id`",
  schema: { type: "string" },
};

const REFUSED = {
  401: "A password is set, and this is not it",
  403: "A viewer asked, or a page of another site sent it",
  503: "The database is away. Sending again is safe",
};

const UNKNOWN = { 404: "There is no such target" };

const UNREADABLE = {
  400: "Not JSON",
  413: "Over 8 KiB",
  415: "Another content type",
};

const SLOW = { 408: { description: "The request took over a minute to come; without a body" } };

function operate(operationId: string, summary: string, description: string) {
  const security = [{}, { password: [] }];
  return { operationId, tags: ["Operate"] as [string], summary, description, security };
}

function listTargets(): Operation {
  return {
    ...operate(
      "targets",
      "Who outside is told",
      "How it goes with each; their secrets are not read.",
    ),
    responses: { 200: json("Oldest first", targetList), ...problems(REFUSED) },
  };
}

function addTarget(): Operation {
  return {
    ...operate(
      "add_target",
      "Tell somebody outside",
      "Slack, ntfy, PagerDuty or any webhook, which is signed after Standard Webhooks. It is told " +
        "what happens from now on. There are at most 20.",
    ),
    requestBody: jsonBody(newTarget),
    responses: {
      201: json("A webhook's new `secret` stands here and nowhere else", addedTarget),
      ...problems({
        ...REFUSED,
        ...UNREADABLE,
        409: "There are 20 already",
        422: "No target, or a private address that is not allowed",
      }),
      ...SLOW,
    },
  };
}

function changeTarget(): Operation {
  return {
    ...operate(
      "change_target",
      "Change whom or what is told",
      "What is absent stays. `disabled` set to null tells a target again, first what waits.",
    ),
    parameters: [TARGET_ID],
    requestBody: jsonBody(targetChange),
    responses: {
      200: json("With a webhook's new `secret`, where one was asked for", addedTarget),
      ...problems({
        ...REFUSED,
        ...UNREADABLE,
        ...UNKNOWN,
        422: "No change, or a private address that is not allowed",
      }),
      ...SLOW,
    },
  };
}

function removeTarget(): Operation {
  return {
    ...operate("remove_target", "Tell somebody no more", "What waits for it goes with it."),
    parameters: [TARGET_ID],
    responses: { 204: { description: "It is gone" }, ...problems({ ...REFUSED, ...UNKNOWN }) },
  };
}

function testTarget(): Operation {
  return {
    ...operate(
      "test_target",
      "Send something now",
      "A real message of severity `info`, whatever the target is told otherwise.",
    ),
    parameters: [TARGET_ID],
    responses: {
      200: json("Whether it arrived, and if not, why", targetTest),
      ...problems({ ...REFUSED, ...UNKNOWN }),
    },
  };
}
