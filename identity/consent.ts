import type { ConsentState } from "../contract/names.ts";
import { consentAttribute } from "../contract/template-slots.ts";
import { dispatchPageEvent } from "./dispatch-page-event.ts";

/** What the tracking template has established on this page; null where it is not on the page, or has not run yet. */
export function readConsent(document: Document): ConsentState | null {
  // Only our tracking script writes it; whatever else stood there would count as not granted.
  return document.documentElement.getAttribute(consentAttribute) as ConsentState | null;
}

/**
 * Makes a state known to the page: the attribute first, since a listener may read it; then the record of consent, which the site may keep where it likes.
 * @param source who says so
 * @param version of what the visitor was asked, where there are several
 */
export function announceConsent(document: Document, state: ConsentState, source?: string, version?: string): void {
  document.documentElement.setAttribute(consentAttribute, state);
  dispatchPageEvent(document, "portalkit:consent", { state, source, version, at: new Date().toISOString() });
}
