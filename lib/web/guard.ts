import { createHash, timingSafeEqual } from "node:crypto";
import { basicAuth } from "hono/basic-auth";

/** Asks for the dashboard's password (HTTP Basic, any user name) before anything behind it is shown. */
export function passwordGuard(password: string) {
  const expected = digest(password);
  return basicAuth({
    realm: "Flashboard",
    verifyUser: (_user, given) => timingSafeEqual(digest(given), expected),
  });
}

/** Of equal length for every text, so that a comparison takes the same time for all. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
