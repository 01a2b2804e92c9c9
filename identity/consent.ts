import type { ConsentState } from "../contract/names.ts";
import { consentAttribute } from "../contract/template-slots.ts";
import { dispatchPageEvent } from "./dispatch-page-event.ts";

/** What the tracking template has established on this page; null where it is not on the page, or has not run yet. */
export function readConsent(document: Document): ConsentState | null {
  // Only our tracking script writes it; whatever else stood there would count as not granted.
  return document.documentElement.getAttribute(consentAttribute) as ConsentState | null;
}

/** Who has said what: the tool, and the version of what the visitor was asked, where there are several. */
export interface ConsentAnswer {
  readonly state: ConsentState;
  readonly source: string | undefined;
  readonly version?: string | undefined;
}

/** Makes an answer known to the page: the attribute first, since a listener may read it; then the record of consent, which the site may keep where it likes. */
export function announceConsent(document: Document, answer: ConsentAnswer): void {
  document.documentElement.setAttribute(consentAttribute, answer.state);
  dispatchPageEvent(document, "portalkit:consent", { ...answer, at: new Date().toISOString() });
}
