import { Passwords } from "../passwords.ts";
import { PostgresSessions } from "../postgres/sessions.ts";
import type { Access } from "../services.ts";
import { Sessions } from "../sessions.ts";
import { type Opening, telling } from "./opening.ts";

/** Who may see the dashboard; null when it has no password. */
export async function openAccess(opening: Opening): Promise<Access | null> {
  const { config: { dashboardPassword, operatorPassword }, clock, sql, opened } = opening;
  if (dashboardPassword === null) return null;
  const passwords = new Passwords({ dashboardPassword, operatorPassword });
  const sessions = await Sessions.open({
    store: new PostgresSessions(sql),
    clock,
    passwords,
    onTrouble: telling(opening, "error", "Log-outs at other servers cannot be read"),
  });
  return { passwords, sessions: opened.use(sessions) };
}
