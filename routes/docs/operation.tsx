import type { Answer, Operation, Schema } from "../../lib/web/openapi/types.ts";
import { curlOf } from "./curl.ts";
import { fieldsOf } from "./fields.ts";
import { Prose } from "./prose.tsx";
import { Table } from "./table.tsx";
import { inWords } from "./words.ts";

export interface OperationProps {
  path: string;
  method: string;
  operation: Operation;
  schemas: Record<string, Schema>;
  origin: string;
}

/** One operation: what it takes and how it answers. */
export function OperationView({ path, method, operation, schemas, origin }: OperationProps) {
  const { operationId, summary, description, parameters = [], responses } = operation;
  return (
    <article class="panel" aria-labelledby={operationId}>
      <h3 id={operationId}>{summary}</h3>
      <p class="route">
        <code>{`${method} ${path}`}</code>
      </p>
      <Prose text={description} />
      <pre tabIndex={0}>{curlOf(origin, path, method, operation)}</pre>
      {itemsOf(operation, schemas).map((schema) => (
        <Table
          key={schema.title}
          caption={schema.title ?? "Item"}
          rows={fieldsOf(schema)}
        />
      ))}
      <Table
        caption="Parameters"
        rows={parameters.map(({ name, in: place, schema, description }) => {
          return { name, is: `${place}: ${inWords(schema)}`, means: description };
        })}
      />
      <Table
        caption="Answers"
        rows={Object.entries(responses).map(([status, answer]) => {
          return { name: status, is: <Body answer={answer} />, means: answer.description };
        })}
      />
    </article>
  );
}

/** What a request carries: the schemas of which an item must fit one. */
function itemsOf({ requestBody }: Operation, schemas: Record<string, Schema>): Schema[] {
  const schema = requestBody?.content["application/json"]?.schema;
  return (schema?.anyOf ?? [schema])
    .flatMap((item) => item?.oneOf ?? [item])
    .flatMap((one) => schemas[nameOf(one)] ?? []);
}

/** A link to what an answer carries. */
function Body({ answer }: { answer: Answer }) {
  const [media] = Object.values(answer.content ?? {});
  const name = nameOf(media?.schema);
  return name ? <a href={`#${name}`}>{name}</a> : <>{media ? "text" : "nothing"}</>;
}

function nameOf(schema: Schema | undefined): string {
  return schema?.$ref?.split("/").at(-1) ?? "";
}
