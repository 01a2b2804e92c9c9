import type { ConsentState } from "../contract/names.ts";
import { consentAttribute } from "../contract/template-slots.ts";
import { dispatchPageEvent } from "./dispatch-page-event.ts";

/** What the tracking template has established on this page; null where it is not on the page, or has not run yet. */
export function readConsent(document: Document): ConsentState | null {
  // Only our tracking script writes it; whatever else stood there would count as not granted.
  return document.documentElement.getAttribute(consentAttribute) as ConsentState | null;
}

/** Makes a state known to the page: the attribute first, since a listener may read it. */
export function announceConsent(document: Document, state: ConsentState): void {
  document.documentElement.setAttribute(consentAttribute, state);
  dispatchPageEvent(document, "portalkit:consent", { state });
}
