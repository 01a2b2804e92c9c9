import type { MiddlewareHandler } from "hono";
import type { LiveReload } from "./create-live-reload.ts";
import { findNonce, findPolicyObstacle } from "./find-policy-obstacle.ts";
import { liveReloadScriptPath } from "./live-reload-script.ts";

/** Gives each page of the site the script that listens for changes; what pages fetch as a part of themselves stays as it is. */
export function addLiveReload(liveReload: LiveReload, portalOrigin: string): MiddlewareHandler {
  return async (c, next) => {
    // Before the page is rendered: what changes meanwhile is news to it.
    const revision = liveReload.revision();
    await next();
    const destination = c.req.header("sec-fetch-dest");
    if (c.req.method !== "GET" || c.req.path.startsWith("/_") || (destination !== undefined && destination !== "document")) return;
    if (!(c.res.headers.get("content-type") ?? "").startsWith("text/html")) return;
    const enforced = c.res.headers.get("content-security-policy") ?? "";
    const nonce = findNonce(enforced) ?? findNonce(c.res.headers.get("content-security-policy-report-only") ?? "");
    const obstacle = findPolicyObstacle(enforced, { origin: portalOrigin, nonce });
    if (obstacle !== undefined) {
      liveReload.sayOnce(
        `  The site's Content-Security-Policy (${obstacle}) keeps pages from loading again by themselves: do it yourself after saving.`,
      );
      return;
    }
    const script = `<script src="${liveReloadScriptPath}?revision=${revision}"${nonce === undefined ? "" : ` nonce="${nonce}"`} defer></script>`;
    const html = await c.res.text();
    const headers = new Headers(c.res.headers);
    headers.delete("content-length");
    const { status } = c.res;
    c.res = undefined;
    c.res = new Response(
      html.replace(/<\/body>(?![\s\S]*<\/body>)/i, (end) => `${script}\n${end}`),
      { status, headers },
    );
  };
}
