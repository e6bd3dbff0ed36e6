/** The answer that is a page; with `status` one that says why it is not the page that was asked for. */
export function htmlPage(page: string, status = 200): Response {
  return new Response(`<!doctype html>${page}`, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      // Without a referrer a browser would send a form, like the log-out, with `Origin: null`.
      "referrer-policy": "same-origin",
    },
  });
}
