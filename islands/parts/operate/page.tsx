import { useState } from "preact/hooks";
import type { PageData } from "./data.ts";
import { GuardSection } from "./guard.tsx";
import { KeysSection } from "./keys.tsx";
import { ProductsSection } from "./products.tsx";
import { RulesSection } from "./rules.tsx";
import { ScreensSection } from "./screens.tsx";
import { usePart } from "./section.tsx";
import { SourcesSection } from "./sources.tsx";
import { StoreSection } from "./store.tsx";
import { TargetsSection } from "./targets.tsx";

/** Everything that operators can set while servers run. */
export function SettingsPage(data: PageData) {
  const { timeZone, currency, settings, products, targets, sources } = data;
  const [store, setStore] = useState(settings.store);
  const keys = usePart(data.keys, "/api/keys");
  return (
    <>
      <header>
        <a href="/">Back to the board</a>
        <h1>Settings</h1>
        <Contents {...data} />
      </header>
      <main>
        <StoreSection entry={store} onChange={setStore} timeZone={timeZone} currency={currency} />
        <ProductsSection initial={products} threshold={store.value.lowStockThreshold} />
        {settings.rules && <RulesSection initial={settings.rules} />}
        {settings.guard && <GuardSection initial={settings.guard} />}
        {targets && <TargetsSection initial={targets} timeZone={timeZone} />}
        <ScreensSection part={keys} timeZone={timeZone} />
        <KeysSection part={keys} timeZone={timeZone} />
        {sources && <SourcesSection initial={sources} timeZone={timeZone} />}
      </main>
    </>
  );
}

function Contents({ settings, targets, sources }: PageData) {
  const parts: [id: string, title: string, isThere: boolean][] = [
    ["store", "Store", true],
    ["products", "Products", true],
    ["rules", "Alert rules", settings.rules !== undefined],
    ["guard", "Oversell guard", settings.guard !== undefined],
    ["targets", "Alert targets", targets !== undefined],
    ["screens", "Screens", true],
    ["keys", "Keys", true],
    ["sources", "Webhook health", sources !== undefined],
  ];
  return (
    <nav aria-label="Settings">
      <ul>
        {parts.filter(([, , isThere]) => isThere).map(([id, title]) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
