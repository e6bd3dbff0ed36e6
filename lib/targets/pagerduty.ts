import { createHash } from "node:crypto";
import { type Notice, type NoticeType, subjectOf } from "../outbox.ts";
import { pagerdutyConfig } from "../target_schema.ts";
import { clip, titleOf, urgencyOf } from "../wording.ts";
import { jsonRequest, type Kind } from "./kind.ts";

const ACTION: Record<NoticeType, "trigger" | "acknowledge" | "resolve"> = {
  "alert.triggered": "trigger",
  "alert.acknowledged": "acknowledge",
  "alert.resolved": "resolve",
  "promotion.pause.requested": "trigger",
};

const LONGEST_KEY = 255;
const LONGEST_SUMMARY = 1_024;

/** PagerDuty's Events API v2: what is told of one alert belongs to one incident. */
export const pagerduty: Kind = {
  gathers: false,
  paceMs: 0,
  gone: [410],
  request({ id, config }, { notices: [notice] }) {
    const { routingKey, server } = pagerdutyConfig.parse(config);
    const action = ACTION[notice.type];
    return jsonRequest(new URL("/v2/enqueue", server).href, {
      routing_key: routingKey,
      event_action: action,
      dedup_key: dedupKey(`flashboard-${id}-${subjectOf(notice)}`),
      ...action === "trigger" && { client: "Flashboard", payload: payloadOf(notice) },
    });
  },
};

function payloadOf(notice: Notice) {
  const { at, data } = notice;
  const urgency = urgencyOf(notice);
  return {
    summary: clip(titleOf(notice), LONGEST_SUMMARY),
    source: typeof data["store"] === "string" ? data["store"] : "Flashboard",
    severity: urgency === "done" ? "info" : urgency,
    timestamp: at,
    custom_details: data,
  };
}

/** Told apart also where it is too long. */
function dedupKey(key: string): string {
  return key.length <= LONGEST_KEY ? key : createHash("sha256").update(key).digest("hex");
}
