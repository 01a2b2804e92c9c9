import { consentStates, type ConsentState } from "../contract/names.ts";
import { consentAttribute } from "../contract/template-slots.ts";
import { dispatchPageEvent } from "./dispatch-page-event.ts";

/** What the tracking template has established on this page; undefined where it is not on the page, or has not run yet. */
export function readConsent(document: Document): ConsentState | undefined {
  const value = document.documentElement.getAttribute(consentAttribute);
  return consentStates.find((state) => state === value);
}

/** Makes a state known to the page: the attribute first, since a listener may read it. */
export function announceConsent(document: Document, state: ConsentState): void {
  document.documentElement.setAttribute(consentAttribute, state);
  dispatchPageEvent(document, "portalkit:consent", { state });
}
