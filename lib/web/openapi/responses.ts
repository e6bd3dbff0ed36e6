import type * as z from "zod";
import { problem } from "./answers.ts";
import { exampleOf, reference, titleOf } from "./schemas.ts";
import type { Answer, Media } from "./types.ts";

const QUOTA_HEADERS = {
  "RateLimit-Policy": {
    description: 'Quotas, each as `"publish";q=REQUESTS;w=SECONDS`: `publish` is the key\'s, ' +
      "`publish-address` that of all keys from your address, where it can be told",
    schema: { type: "string" },
  },
  "RateLimit": {
    description: 'What is left of each, as `"publish";r=REQUESTS;t=SECONDS`',
    schema: { type: "string" },
  },
};

const RETRY_AFTER = {
  "Retry-After": { description: "Seconds until it may succeed", schema: { type: "integer" } },
};

const WITH_RETRY_AFTER = ["429", "503"];

/** An answer in JSON. */
export function json(description: string, schema: z.ZodType): Answer {
  return { description, content: { "application/json": media(schema) } };
}

/** Answers that refuse, by status. */
export function problems(descriptions: Record<string, string>): Record<string, Answer> {
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [status, {
      description,
      ...(WITH_RETRY_AFTER.includes(status) && { headers: RETRY_AFTER }),
      content: { "application/problem+json": { schema: reference(problem) } },
    }]),
  );
}

/** The same answers, each with the headers of quotas. */
export function withQuota(answers: Record<string, Answer>): Record<string, Answer> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => {
      return [status, { ...answer, headers: { ...QUOTA_HEADERS, ...answer.headers } }];
    }),
  );
}

/** A body in JSON that a request must have, of any of these kinds. */
export function jsonBody(
  ...schemas: z.ZodType[]
): { required: true; content: Record<string, Media> } {
  return { required: true, content: { "application/json": media(...schemas) } };
}

function media(...schemas: z.ZodType[]): Media {
  const [first = {}, ...others] = schemas.map(reference);
  const examples = schemas.flatMap((schema) => {
    const value = exampleOf(schema);
    return value === undefined ? [] : [[titleOf(schema), { value }]];
  });
  return {
    schema: others.length === 0 ? first : { anyOf: [first, ...others] },
    ...examples.length > 0 && { examples: Object.fromEntries(examples) },
  };
}
