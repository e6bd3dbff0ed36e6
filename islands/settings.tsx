import { hydrate } from "preact";
import type { PageData } from "./parts/operate/data.ts";
import { SettingsPage } from "./parts/operate/page.tsx";

function main(): void {
  const root = document.getElementById("settings");
  const data: PageData = JSON.parse(document.getElementById("settings-data")?.textContent ?? "");
  if (!root) throw new Error("The page has no #settings");
  hydrate(<SettingsPage {...data} />, root);
  // Until now a form would have done what forms do, and lost what was typed.
  root.dataset["ready"] = "";
}

main();
