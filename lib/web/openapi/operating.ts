import type * as z from "zod";
import { newKey } from "../../new_key.ts";
import { productChange } from "../../products.ts";
import { guardSetting } from "../../promotion_guard.ts";
import { rulesSetting } from "../../rules.ts";
import { storeSetting } from "../../store_setting.ts";
import {
  keyList,
  madeKey,
  productList,
  settingEntries,
  settingEntry,
  shownProduct,
} from "./operating_answers.ts";
import { json, jsonBody, problems } from "./responses.ts";
import type { Answer, Operation, Parameter, PathItem } from "./types.ts";

/** What operators see and change, by path. */
export function operatePaths(): Record<string, PathItem> {
  return {
    "/api/settings": { get: listSettings() },
    "/api/settings/{name}": { put: putSetting(), delete: removeSetting() },
    "/api/products": { get: listProducts() },
    "/api/products/{productId}": { patch: changeProduct() },
    "/api/keys": { get: listKeys(), post: makeKey() },
    "/api/keys/{name}": { delete: revokeKey() },
  };
}

type Asked = Pick<Operation, "parameters" | "requestBody">;

/** An operation of operators'; `refusals` are those that it has besides everybody's. */
function operate(
  operationId: string,
  [summary, description]: [string, string],
  answers: Record<string, Answer>,
  { refusals = {}, ...asked }: Asked & { refusals?: Record<string, string> } = {},
): Operation {
  const refused = problems({
    401: "A password is set, and this is not it",
    403: "Only operators may do this: a key is not enough, and a page of another site never is",
    503: "The database is away. Sending again is safe",
    ...refusals,
  });
  const security = [{}, { password: [] }];
  const responses = { ...answers, ...refused };
  return { operationId, tags: ["Operate"], summary, description, security, ...asked, responses };
}

const BODY_REFUSALS = {
  400: "Not JSON",
  413: "Larger than such a body can be",
  415: "Another content type",
  422: "A value that cannot be; `pointer` says which",
};

/** What a body of JSON asks for, of any of these kinds. */
function asked(schemas: z.ZodType[], parameters: Parameter[] = []) {
  return { ...parameters.length > 0 && { parameters }, requestBody: jsonBody(...schemas) };
}

function inPath(name: string, description: string): Parameter {
  return { name, in: "path", required: true, description, schema: { type: "string" } };
}

const SETTING_NAME = inPath("name", "A setting's name, as `GET /api/settings` has it");
const KEY_NAME = inPath("name", "A key's name");
const SETTINGS = [storeSetting, rulesSetting, guardSetting];
const NO_SETTING = { 404: "No setting has that name" };

function listSettings(): Operation {
  const words = "What can change while servers run, with what it is by default.";
  return operate("list_settings", ["All settings", words], { 200: json("All", settingEntries) });
}

function putSetting(): Operation {
  const words =
    "The body is the value, all of it; which of the kinds goes by the name. Every server goes by it " +
    "within a second.";
  return operate("put_setting", ["Change a setting", words], {
    200: json("It is so, and durable", settingEntry),
  }, { ...asked(SETTINGS, [SETTING_NAME]), refusals: { ...BODY_REFUSALS, ...NO_SETTING } });
}

function removeSetting(): Operation {
  const words = "It is what it was before anybody set it.";
  return operate("remove_setting", ["Back to the default", words], {
    200: json("It is so, and durable", settingEntry),
  }, { parameters: [SETTING_NAME], refusals: NO_SETTING });
}

const SEARCH: Parameter[] = [
  {
    name: "query",
    in: "query",
    description: "A part of the name or the id, in any case; all products when absent",
    schema: { type: "string" },
  },
  {
    name: "limit",
    in: "query",
    description: "Most products in the answer",
    schema: { type: "integer", minimum: 1, maximum: 200, default: 20 },
  },
];

function listProducts(): Operation {
  const words = "Those whose level was told, with the threshold below which their stock is low.";
  return operate("list_products", ["Find products", words], {
    200: json("Those that were found", productList),
  }, { parameters: SEARCH, refusals: { 422: "A limit that cannot be" } });
}

function changeProduct(): Operation {
  const words =
    "Its level stays as it is, whatever is sold meanwhile. All boards and alerts follow.";
  return operate("change_product", ["Change a product's threshold", words], {
    200: json("It is so, and durable", shownProduct),
  }, {
    ...asked([productChange], [inPath("productId", "Your id of the product")]),
    refusals: { ...BODY_REFUSALS, 404: "Nobody told a level of such a product" },
  });
}

function listKeys(): Operation {
  const words = "By how they begin: a key itself is kept nowhere.";
  return operate("list_keys", ["All keys", words], { 200: json("All", keyList) });
}

function makeKey(): Operation {
  const words = "The answer has it, and nothing later does. A screen's comes with its link.";
  return operate("make_key", ["Make a key", words], { 201: json("The new key", madeKey) }, {
    ...asked([newKey]),
    refusals: { ...BODY_REFUSALS, 409: "A key of that name is in use" },
  });
}

function revokeKey(): Operation {
  const words = "Once it is answered, no server takes the key any more.";
  return operate("revoke_key", ["Revoke a key", words], { 204: { description: "It is revoked" } }, {
    parameters: [KEY_NAME],
    refusals: { 404: "No key has that name" },
  });
}
