import { createHash, timingSafeEqual } from "node:crypto";
import type { Role } from "./session.ts";

/** The passwords that open the dashboard. */
export interface PasswordOptions {
  dashboardPassword: string;
  /** `null`: who has the dashboard's is an operator. */
  operatorPassword: string | null;
}

/** Says as what a password lets in. */
export class Passwords {
  readonly #roles: readonly { digest: Buffer; role: Role }[];

  constructor({ dashboardPassword, operatorPassword }: PasswordOptions) {
    const opens = (password: string, role: Role) => ({ digest: digestOf(password), role });
    this.#roles = operatorPassword === null
      ? [opens(dashboardPassword, "operator")]
      : [opens(operatorPassword, "operator"), opens(dashboardPassword, "viewer")];
  }

  /** The role of whoever knows a password; null for a wrong one. It takes the same time for every text. */
  roleOf(password: string): Role | null {
    const given = digestOf(password);
    const matches = this.#roles.filter(({ digest }) => timingSafeEqual(digest, given));
    return matches[0]?.role ?? null;
  }

  /** Names these passwords: others have another. It must not be told, as short passwords can be found by it. */
  get fingerprint(): Buffer {
    return Buffer.concat(this.#roles.map(({ digest }) => digest));
  }
}

/** Of equal length for every text, as a comparison in constant time wants. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
