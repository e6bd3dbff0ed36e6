import { secureHeaders } from "hono/secure-headers";

/** Headers that let a page load nothing but its own files, and nobody frame it. */
export function securityHeaders() {
  const self = ["'self'"];
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: self,
      styleSrc: self,
      imgSrc: self,
      connectSrc: self,
      manifestSrc: self,
      baseUri: ["'none'"],
      formAction: self,
      frameAncestors: ["'none'"],
    },
    // What is for other origins says so itself.
    overwrite: false,
    // The server is reached by plain HTTP on a private network too; a proxy that ends TLS sets it.
    strictTransportSecurity: false,
  });
}
