import type { Import } from "./imports.ts";

/** A sentence for each import that closes a circle. */
export function cycles(imports: readonly Import[]): string[] {
  const targets = Map.groupBy(imports, (one) => one.from);
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push(sentence(path.slice(start)));
    if (start >= 0 || done.has(file)) return;
    for (const { to } of targets.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return found;
}

function sentence(circle: string[]): string {
  const [first, last] = [circle[0], circle.at(-1)];
  return `${last} may not import ${first}: it closes the circle ${[...circle, first].join(" → ")}`;
}
