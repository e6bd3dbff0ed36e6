import assert from "node:assert/strict";

/** Sends the log-in's form, as a browser does. */
export function sendLogin(
  url: string,
  password: string,
  { to = "/", ...headers }: Record<string, string> = {},
): Promise<Response> {
  const body = new URLSearchParams({ password, to });
  return fetch(`${url}/login`, { method: "POST", body, headers, redirect: "manual" });
}

/** Logs in. @returns The cookie, as the browser sends it from then on. */
export async function logIn(url: string, password: string): Promise<string> {
  const response = await sendLogin(url, password);
  await response.body?.cancel();
  assert.equal(response.status, 303);
  return cookieOf(response);
}

/** The cookie that an answer sets, without what only the browser needs to know. */
export function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? assert.fail("no cookie");
}
