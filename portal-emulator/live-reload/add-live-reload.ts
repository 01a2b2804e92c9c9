import type { MiddlewareHandler } from "hono";
import { appendToPage, isShownPage } from "../append-to-page.ts";
import type { LiveReload } from "./create-live-reload.ts";
import { findNonce, findPolicyObstacle } from "./find-policy-obstacle.ts";
import { liveReloadScriptPath } from "./live-reload-script.ts";

/** Gives each page of the site the script that listens for changes; what pages fetch as a part of themselves stays as it is. */
export function addLiveReload(liveReload: LiveReload, portalOrigin: string): MiddlewareHandler {
  return async (c, next) => {
    // Before the page is rendered: what changes meanwhile is news to it.
    const revision = liveReload.revision();
    await next();
    if (!isShownPage(c)) return;
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
    await appendToPage(c, script);
  };
}
