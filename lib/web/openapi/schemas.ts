import * as z from "zod";
import { alertChange, ITEMS, pauseOptions } from "../../channels.ts";
import { newKey } from "../../new_key.ts";
import { productChange } from "../../products.ts";
import { guardSetting } from "../../promotion_guard.ts";
import { rulesSetting } from "../../rules.ts";
import { storeSetting } from "../../store_setting.ts";
import { newTarget, targetChange } from "../../target_schema.ts";
import * as answers from "./answers.ts";
import * as operatingAnswers from "./operating_answers.ts";
import * as targetingAnswers from "./targeting_answers.ts";
import type { Schema } from "./types.ts";

const ALL: readonly z.ZodType[] = [
  ...Object.values(ITEMS).flat(),
  ...[storeSetting, rulesSetting, guardSetting],
  ...[alertChange, pauseOptions, newKey, productChange, newTarget, targetChange],
  ...[answers, operatingAnswers, targetingAnswers].flatMap((some) => Object.values(some)),
];

/** Every schema as JSON Schema, by its title. */
export function componentSchemas(): Record<string, Schema> {
  return Object.fromEntries(ALL.map((schema) => [titleOf(schema), toJsonSchema(schema)]));
}

/** Refers to a schema that is among the components. */
export function reference(schema: z.ZodType): Schema {
  return { $ref: `#/components/schemas/${titleOf(schema)}` };
}

/** The example that goes with a schema. */
export function exampleOf(schema: z.ZodType): unknown {
  const { examples } = schema.meta() ?? {};
  return Array.isArray(examples) ? examples[0] : undefined;
}

export function titleOf(schema: z.ZodType): string {
  const title = schema.meta()?.title;
  if (title === undefined) throw new Error("A schema of the description has no title");
  return title;
}

function toJsonSchema(schema: z.ZodType): Schema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    // Its format says what its pattern says in four lines.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return rest as Schema;
}
