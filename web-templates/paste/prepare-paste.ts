import { consentAttribute, trackingSettings } from "../../contract/template-slots.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { isJourneysOnly } from "../../identity/tracker-product.ts";
import { restoreScripts } from "./restore-scripts.ts";

/**
 * Makes of a block that a person has pasted what the tracking script expects of the portal's template. Where the tracking script has been forgotten, or an editor has taken it away, there is nothing
 * to ask the visitor about: the page stays as it is, without tracking, and is told.
 * @param warn tells whoever has pasted it
 */
export function preparePaste(document: Document, warn: (text: string) => void): void {
  // A tag manager may run the block once more on the same page.
  if (document.documentElement.hasAttribute(consentAttribute)) return;
  const template = document.querySelector<HTMLTemplateElement>("template[data-portal-kit-tracker]");
  if (!template?.content.querySelector("script")) {
    template?.remove();
    dispatchPageEvent(document, "portalkit:blocked", { what: "tracker-not-pasted" });
    warn("Portal Kit: no tracking on this page. Paste the tracking script between the two lines of the block that say so.");
    return;
  }
  restoreScripts(template, document);
  // What Liquid does in the portal's template.
  if (isJourneysOnly(document)) template.setAttribute(trackingSettings.tracker, "journeys-only");
  // The banner's script waits for the page to be parsed, which may be over by now.
  const later = document.querySelector<HTMLTemplateElement>("template[data-portal-kit-later]");
  if (later && document.readyState !== "loading") document.body.prepend(later.content);
}
