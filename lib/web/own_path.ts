const ANYWHERE = "http://own.invalid";

/** A path of ours with its query, from whatever text came as one; `/` for what leads elsewhere. */
export function ownPath(text: string): string {
  const url = URL.parse(text, ANYWHERE);
  if (!url || url.origin !== ANYWHERE) return "/";
  const path = url.pathname + url.search;
  // `//host` is another host's address: a browser would go there.
  return path.startsWith("//") ? "/" : path;
}
