import * as z from "zod";
import { type Target, TARGET_KINDS } from "../../target.ts";
import { NOTICE_TYPES } from "../../target_schema.ts";

const count = z.int().min(0);
const instant = z.iso.datetime();

const targetFields = {
  id: z.string(),
  kind: z.enum(TARGET_KINDS),
  name: z.string(),
  types: z.array(z.enum(NOTICE_TYPES)).describe("What it is told"),
  leastSeverity: z.enum(["info", "warning", "critical"]).describe("Alerts below it are not told"),
  createdAt: instant.describe("What happened before is not told"),
  disabled: z.string().nullable().describe("Why nothing is sent to it"),
  deliveredAt: instant.nullable().describe("When something arrived last"),
  failedAt: instant.nullable().describe("When something failed to, last"),
  failure: z.string().nullable().describe("Why"),
  waiting: count.describe("Notices that it is still to be told"),
};

export const target: z.ZodType<Target> = z.object(targetFields).meta({ title: "Target" });

export const addedTarget = z.object({
  ...targetFields,
  secret: z.string().exactOptional().describe("The new secret with which a webhook is signed"),
}).meta({ title: "TargetWithSecret" });

export const targetList = z.object({ targets: z.array(target) }).meta({ title: "Targets" });

export const targetTest = z.object({
  delivered: z.boolean(),
  status: z.int().exactOptional().describe("What it answered"),
  tookMs: count.exactOptional(),
  detail: z.string().exactOptional().describe("Why it did not arrive"),
}).meta({ title: "TargetTest" });
