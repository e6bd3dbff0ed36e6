import { ntfyConfig } from "../target_schema.ts";
import { clip, clipBytes, type Wording, wordingOf } from "../wording.ts";
import { jsonRequest, type Kind } from "./kind.ts";

/** A longer message would become an attachment. */
const MOST_MESSAGE_BYTES = 4_096;
const LONGEST_TITLE = 200;

/** 3 is how a phone usually tells, 5 is not to be missed. */
const PRIORITY: Record<Wording["urgency"], number> = { done: 2, info: 3, warning: 4, critical: 5 };

const TAG: Record<Wording["urgency"], string> = {
  done: "white_check_mark",
  info: "information_source",
  warning: "warning",
  critical: "rotating_light",
};

/** Topics of ntfy, published to as JSON at the server's root. */
export const ntfy: Kind = {
  gathers: true,
  paceMs: 0,
  gone: [410],
  request({ config }, { id, notices }) {
    const { server, topic, token } = ntfyConfig.parse(config);
    const { title, text, urgency, source } = wordingOf(notices);
    const body = {
      topic,
      title: clip(title, LONGEST_TITLE),
      message: clipBytes(text ? `${text}\n${source}` : source, MOST_MESSAGE_BYTES),
      priority: PRIORITY[urgency],
      tags: [TAG[urgency]],
    };
    return jsonRequest(server, body, {
      // From ntfy 2.16 a message that comes twice takes its own place; an older one ignores it.
      "x-sequence-id": id,
      ...token && { authorization: `Bearer ${token}` },
    });
  },
};
