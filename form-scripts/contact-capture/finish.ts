import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import type { CapturePage } from "./capture-page.ts";

/** How long a visitor who is to be sent on waits for the tracker. */
export const redirectLimitMs = 2_000;

/** Sends the visitor on, when the site wants that: only within the site, and not before the tracker has been told or the time is up. */
export async function finish(page: CapturePage, successUrl: string | undefined, identified: Promise<void>): Promise<void> {
  if (successUrl === undefined) return;
  const url = resolveSameOrigin(successUrl, page.document.location.href);
  if (url === undefined) {
    dispatchPageEvent(page.document, "portalkit:blocked", { what: "redirect-off-site" });
    return;
  }
  await Promise.race([identified, page.clock.wait(redirectLimitMs)]);
  page.go(url);
}

/** The whole address, or undefined when it leads anywhere else than this site. */
export function resolveSameOrigin(url: string, pageUrl: string): string | undefined {
  try {
    const target = new URL(url, pageUrl);
    // Not by origin alone: that of a `blob:` address is this site's.
    return target.href.startsWith(`${new URL(pageUrl).origin}/`) ? target.href : undefined;
  } catch {
    return undefined;
  }
}
