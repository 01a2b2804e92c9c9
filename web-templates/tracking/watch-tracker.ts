import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";

/** Tells the page, once for each, when a library that the pasted script names does not load, or the site's policy keeps the tracker from one of its hosts. */
export function watchTracker({ ownerDocument: document, innerHTML: text }: HTMLTemplateElement): void {
  const said: Record<string, unknown> = {};
  const say = (what: string, address: string | undefined): void => {
    if (address && text.includes(address) && !said[what]) dispatchPageEvent(document, "portalkit:blocked", { what: (said[what] = what) });
  };
  // Failures of elements do not bubble.
  document.addEventListener("error", ({ target }) => say("tracker-script", (target as HTMLScriptElement).src), true);
  document.addEventListener("securitypolicyviolation", ({ blockedURI, disposition }) => {
    if (disposition === "enforce") say("tracker-policy", /^\w+:..[^/]+/.exec(blockedURI)?.[0]);
  });
}
