/** A value that the page's script goes on from. */
export function JsonData({ id, value }: { id: string; value: unknown }) {
  return (
    <script
      type="application/json"
      id={id}
      // deno-lint-ignore react-no-danger -- JSON in which no tag can end or begin
      dangerouslySetInnerHTML={{ __html: JSON.stringify(value).replaceAll("<", "\\u003c") }}
    />
  );
}
