import { freePort } from "../../tests/harness/ports.ts";

/** A server's page in two ways: `/` as it is, and `/client` as a page that has to ask for its numbers. */
export interface Front extends AsyncDisposable {
  url: string;
}

/** Fills in what the server would have rendered, and only then starts the page. */
const LOADER = `
  const answer = await fetch("/api/metrics");
  document.getElementById("metrics").textContent = await answer.text();
  await import(document.querySelector("script[data-board]").dataset.board);
`;

/** Stands in front of a server; all but the two pages is passed through. */
export function startFront(target: string): Front {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: freePort(), onListen: () => {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      if (pathname === "/loader.js") {
        return new Response(LOADER, { headers: { "content-type": "text/javascript" } });
      }
      const path = pathname === "/client" ? "/" : pathname;
      const answer = await fetch(target + path + search, { signal: request.signal });
      const headers = new Headers(answer.headers);
      headers.delete("content-encoding");
      headers.delete("content-length");
      const isClient = pathname === "/client";
      return new Response(isClient ? emptied(await answer.text()) : answer.body, { headers });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The same page without anything that the server knows of the shop. */
function emptied(html: string): string {
  return html
    .replace(/(<div id="board"[^>]*>).*(<\/div><noscript>)/s, "$1$2")
    .replace(/(<script type="application\/json" id="metrics">).*?(<\/script>)/s, "$1$2")
    .replace(
      /<script type="module" src="([^"]+)">/,
      '<script type="module" src="/loader.js" data-board="$1">',
    );
}
