import type { Operation } from "../../lib/web/openapi/types.ts";

/** A command that does an operation, with its first example. */
export function curlOf(origin: string, path: string, method: string, operation: Operation): string {
  const { requestBody, security } = operation;
  const media = requestBody?.content["application/json"];
  const [example] = Object.values(media?.examples ?? {});
  const url = origin + path.replace("{channel}", "clicks").replace("{id}", "alert-7");
  const parts = [`curl ${path.includes("/stream/") ? "-N " : ""}${url}`];
  if (security.some((one) => "publishKey" in one)) {
    parts.push(`-H "Authorization: Bearer $PUBLISH_KEY"`);
  }
  if (method === "PATCH") parts.push("-X PATCH");
  if (example) {
    parts.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(example.value)}'`);
  }
  return parts.join(" \\\n  ");
}
