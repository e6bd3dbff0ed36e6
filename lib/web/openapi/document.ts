import { changePaths } from "./changing.ts";
import { operatePaths } from "./operating.ts";
import { pausePaths } from "./pausing.ts";
import { publishPaths } from "./publishing.ts";
import { problems } from "./responses.ts";
import { readPaths } from "./reading.ts";
import { componentSchemas } from "./schemas.ts";
import { targetPaths } from "./targeting.ts";
import type { OpenApi } from "./types.ts";

const INTRODUCTION =
  `Order systems publish orders, stock and alerts; dashboards and programs see them at once.

Publish with a key: \`Authorization: Bearer KEY\`. A server makes one at its first start, and \`deno task keys\` makes more, each with the least scope that it needs. A body is one JSON object, an array of up to 1,000, or NDJSON, at most 5 MiB, gzip or not. The answer comes when it is durable.

Of several items the good ones are kept and the others listed under \`rejected\`. A single item that is not taken is an error. Errors are \`application/problem+json\` (RFC 9457), and their \`detail\` is written for people.

After \`408\`, \`429\`, \`503\` or a lost connection send the same again, after \`Retry-After\` where it says so. Orders and refunds are known by their \`id\`; anything else is safe to repeat with an \`Idempotency-Key\`.`;

const TAGS = [
  { name: "Publish", description: "For order systems" },
  { name: "Read", description: "For dashboards and programs" },
  { name: "Operate", description: "For operators: settings, keys and who is told" },
  { name: "Run", description: "For those who run the server" },
];

const SECURITY_SCHEMES: OpenApi["components"]["securitySchemes"] = {
  publishKey: {
    type: "http",
    scheme: "bearer",
    description: "A key of scope `publish`, or `publish:CHANNEL`",
  },
  readKey: { type: "http", scheme: "bearer", description: "A key of scope `read`" },
  screenKey: {
    type: "apiKey",
    in: "query",
    name: "screen",
    description: "A key of scope `screen`, as the link of a screen on the wall carries it",
  },
  password: {
    type: "http",
    scheme: "basic",
    description: "The dashboard's password, with any user name",
  },
};

/** Describes the HTTP interface as OpenAPI 3.1, from the schemas that check what is published. */
export function describeApi(): OpenApi {
  return {
    openapi: "3.1.1",
    info: {
      title: "Flashboard",
      version: "1",
      description: INTRODUCTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: TAGS,
    paths: limited({
      ...publishPaths(),
      ...readPaths(),
      ...changePaths(),
      ...pausePaths(),
      ...operatePaths(),
      ...targetPaths(),
    }),
    components: { schemas: componentSchemas(), securitySchemes: SECURITY_SCHEMES },
  };
}

/** Whatever asks for a secret refuses those who guess; what can do without one heeds by what name it is asked. */
function limited(paths: OpenApi["paths"]): OpenApi["paths"] {
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    const { security, responses } = operation;
    operation.responses = {
      ...(security.length > 0 && GUESSED),
      ...(security.some((way) => Object.keys(way).length === 0) && MISDIRECTED),
      ...responses,
    };
  }
  return paths;
}

const GUESSED = problems({ 429: "Too many wrong passwords or keys came from your network" });

const MISDIRECTED = problems({ 421: "No password is set, and this is no name of the machine" });
