import { useId, useState } from "preact/hooks";

/** Something that is shown once, to be copied. */
export function Secret({ label, text, href }: { label: string; text: string; href?: string }) {
  const id = useId();
  const [said, say] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say("Copied.");
    } catch {
      say("This browser does not let pages copy: select it and copy it yourself.");
    }
  };
  return (
    <div class="box">
      <p id={id}>
        <strong>{label}</strong> It is shown this once: copy it now.
      </p>
      <code aria-labelledby={id} role="group">
        {href === undefined ? text : <a href={href}>{text}</a>}
      </code>
      <button type="button" aria-describedby={id} onClick={() => void copy()}>Copy</button>
      <span role="status" class="said">{said}</span>
    </div>
  );
}
