/** Text with paragraphs and `code` in it. */
export function Prose({ text }: { text: string }) {
  return text.split("\n\n").map((paragraph) => (
    <p key={paragraph}>
      <Line text={paragraph} />
    </p>
  ));
}

/** Text with `code` in it. */
export function Line({ text }: { text: string }) {
  return text.split("`").map((part, at) => at % 2 === 0 ? part : <code key={at}>{part}</code>);
}
