import { readConsent } from "../../identity/consent.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";

/**
 * Runs the pasted script that lies inert in the template: its script elements one after the other, external and inline, as a parser would have,
 * each with the page's nonce (a script made at run time has none of its own). Other pasted markup is left out. Resolves when the last script has
 * run or has failed to load, which the page is told, or consent has been withdrawn.
 */
export async function runTracker(template: HTMLTemplateElement, nonce: string): Promise<void> {
  const document = template.ownerDocument;
  for (const script of template.content.querySelectorAll("script")) {
    if (readConsent(document) !== "granted") break;
    // A copy runs when it comes into the page: the one in the template never has.
    const copy = document.importNode(script, true);
    if (nonce) copy.setAttribute("nonce", nonce);
    copy.async = script.hasAttribute("async");
    const loaded = new Promise<Event>((resolve) => {
      copy.addEventListener("load", resolve);
      copy.addEventListener("error", resolve);
    });
    document.head.append(copy);
    // Inline scripts have run by now, and an async one never held those after it.
    if (script.src && !copy.async && (await loaded).type === "error")
      dispatchPageEvent(document, "portalkit:blocked", { what: "tracker-script" });
  }
}
