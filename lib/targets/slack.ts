import { slackConfig } from "../target_schema.ts";
import { clip, wordingOf } from "../wording.ts";
import { jsonRequest, type Kind } from "./kind.ts";

const LONGEST_HEADER = 150;
const LONGEST_SECTION = 3_000;

/**
 * Slack's incoming webhooks. What is told is plain text: as mrkdwn a product that is called
 * `<!channel>` would wake everybody.
 */
export const slack: Kind = {
  gathers: true,
  paceMs: 1_000,
  gone: [403, 404, 410],
  request({ config }, { notices }) {
    const { url } = slackConfig.parse(config);
    const { title, text, urgency, source } = wordingOf(notices);
    const blocks = [
      { type: "header", text: plain(clip(title, LONGEST_HEADER)) },
      ...text ? [{ type: "section", text: plain(clip(text, LONGEST_SECTION)) }] : [],
      { type: "context", elements: [plain(urgency === "done" ? source : `${urgency}, ${source}`)] },
    ];
    return jsonRequest(url, { text: escape(clip(title, LONGEST_SECTION)), blocks });
  },
};

function plain(text: string) {
  return { type: "plain_text", text, emoji: false };
}

/** Notifications show `text`, which is read as mrkdwn. */
function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
