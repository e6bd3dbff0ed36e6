import type { OpenApi } from "../../lib/web/openapi/types.ts";
import { Page } from "../head.tsx";
import { fieldsOf } from "./fields.ts";
import { OperationView } from "./operation.tsx";
import { Prose } from "./prose.tsx";
import { Table } from "./table.tsx";

export interface DocsPageProps {
  document: OpenApi;
  /** Where this server is reached, for commands to copy. */
  origin: string;
  /** Changes with any file of the browser's. */
  version: string;
  /** What the reader chose on the dashboard. */
  theme: string | undefined;
}

/** The whole page: what the interface is, then each operation, with its fields and an example. */
export function DocsPage({ document, origin, version, theme }: DocsPageProps) {
  return (
    <Page title="HTTP interface · Flashboard" sheet="docs.css" version={version} theme={theme}>
      <header>
        <h1>{document.info.title}: the HTTP interface</h1>
        <p>
          <a href="/">Back to the board</a> · <a href="/openapi.json">The same as OpenAPI</a>
        </p>
      </header>
      <Contents document={document} />
      <main>
        <Prose text={document.info.description} />
        {document.tags.map(({ name, description }) => (
          <section key={name} aria-labelledby={name}>
            <h2 id={name}>{name}</h2>
            <Prose text={description} />
            {operationsOf(document, name).map((one) => (
              <OperationView
                key={one.operation.operationId}
                {...one}
                schemas={document.components.schemas}
                origin={origin}
              />
            ))}
          </section>
        ))}
        <Bodies document={document} />
      </main>
    </Page>
  );
}

/** What answers carry; what requests carry stands with each of them. */
function Bodies({ document: { components: { schemas }, paths } }: { document: OpenApi }) {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const asked = JSON.stringify(operations.map(({ requestBody }) => requestBody));
  const names = Object.keys(schemas).filter((name) => !asked.includes(`/schemas/${name}"`));
  return (
    <section aria-labelledby="Bodies">
      <h2 id="Bodies">What answers carry</h2>
      {names.map((name) => (
        <article key={name} id={name} class="panel">
          <Table caption={name} rows={fieldsOf(schemas[name] ?? {})} />
        </article>
      ))}
    </section>
  );
}

function Contents({ document }: { document: OpenApi }) {
  return (
    <nav aria-label="Contents">
      {document.tags.map(({ name }) => (
        <ul key={name}>
          {operationsOf(document, name).map(({ path, operation }) => (
            <li key={path}>
              <a href={`#${operation.operationId}`}>{operation.summary}</a>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

function operationsOf({ paths }: OpenApi, tag: string) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags[0] === tag)
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation }))
  );
}
