import { consentAttribute } from "../../contract/template-slots.ts";
import { attempt } from "../../identity/attempt.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { isUntaken, type QueueWindow } from "../../identity/tracker-queue.ts";

/*
 * From consent on, tells the page, once for each, what keeps the tracker from its work: a library that the pasted script names does not load; the site's policy blocks one of its
 * hosts, or the pasted script itself; ten seconds later its queue has not been taken. Stands before the tracking script, which has been here already where the attribute is.
 */
if (!document.documentElement.hasAttribute(consentAttribute)) {
  document.addEventListener("portalkit:consent", ({ detail: { state } }) => {
    if (state !== "granted") return;
    const said: Record<string, unknown> = {};
    const say = (what: string, isOurs: unknown): void => {
      if (isOurs && !said[what]) dispatchPageEvent(document, "portalkit:blocked", { what: (said[what] = what) });
    };
    const template = document.querySelector("template[data-portal-kit-tracker]");
    const holds = (text: string | undefined): unknown => text && template?.innerHTML.includes(text);
    // Failures of elements do not bubble.
    document.addEventListener("error", ({ target }) => say("tracker-script", holds((target as HTMLScriptElement).src)), true);
    document.addEventListener("securitypolicyviolation", ({ blockedURI, disposition, target }) =>
      // By the host; a script without an address by its text.
      say("tracker-policy", disposition === "enforce" && holds(blockedURI.split("/")[2] || (target as HTMLScriptElement).text)),
    );
    setTimeout(
      () =>
        say(
          "tracker-late",
          attempt(() => (window as QueueWindow).MSCIqueue?.some(isUntaken)),
        ),
      10_000,
    );
  });
}
