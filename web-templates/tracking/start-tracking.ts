import { consentAttribute } from "../../contract/template-slots.ts";
import { announceConsent } from "../../identity/consent.ts";
import type { Clock } from "../../identity/clock.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { forgetVisitor } from "../../identity/forget-visitor.ts";
import { keepKnownContact, readKnownContact } from "../../identity/known-contact.ts";
import { readLinkedDigest } from "../../identity/linked-contact.ts";
import type { KeyStore } from "../../identity/open-storage.ts";
import { readPortalUser } from "../../identity/read-portal-user.ts";
import { resolveContact } from "../../identity/resolve-contact.ts";
import { setUser } from "../../identity/set-user.ts";
import { connectBanner } from "./connect-banner.ts";
import { keepConsentAnswer, readConsentAnswer, type ConsentAnswer } from "./consent-answer.ts";
import { readTrackingSettings } from "./read-tracking-settings.ts";
import { resolveConsent } from "./resolve-consent.ts";
import { runTracker } from "./run-tracker.ts";

export interface TrackingPage {
  readonly window: object;
  readonly document: Document;
  readonly session: KeyStore;
  readonly local: KeyStore;
  readonly clock: Clock;
  /** Nonce of our own script element; "" where the page has none. */
  readonly nonce: string;
  /** `navigator.globalPrivacyControl`. */
  readonly gpc: boolean;
  reload(): void;
}

/**
 * consent → tracker → contact → setUser, once a page. Before consent nothing is loaded and nothing kept; a refusal deletes what is there.
 */
export function startTracking(page: TrackingPage): void {
  const { document } = page;
  const template = document.querySelector<HTMLTemplateElement>("template[data-portal-kit-tracker]");
  // The state is on the page already when the template has been included twice.
  if (!template || document.documentElement.hasAttribute(consentAttribute)) return;

  const { mode, respectGpc } = readTrackingSettings(template);
  const evidence = { mode, answer: readConsentAnswer(document.cookie), gpc: respectGpc && page.gpc };
  let state = resolveConsent(evidence);
  let isStarted = false;

  const enter = (): void => {
    announceConsent(document, state);
    if (state === "denied") forgetVisitor(page);
    if (state !== "granted" || isStarted) return;
    isStarted = true;
    identify(page, template).catch(() => dispatchPageEvent(document, "portalkit:failed", { step: "tracking", code: "unexpected" }));
  };
  const answer = (given: ConsentAnswer): void => {
    keepConsentAnswer(document, given);
    const isWithdrawal = given === "denied" && state === "granted";
    if (given === state) return;
    state = isWithdrawal ? "withdrawn" : given;
    enter();
    if (!isWithdrawal) return;
    forgetVisitor(page);
    // A tracker that runs cannot be stopped: only a new page is free of it.
    page.reload();
  };

  // Where the site does not ask, there is no banner, nor anything to re-open.
  if (mode !== "none") connectBanner(document, !evidence.answer && state !== "denied", answer);
  enter();
}

/** Another person's traces go before the tracker starts, so that it starts with a cookie of its own. */
async function identify(page: TrackingPage, template: HTMLTemplateElement): Promise<void> {
  const { contact, forget } = resolveContact(readPortalUser(page.window), readKnownContact(page.session), readLinkedDigest(page.local));
  if (forget) forgetVisitor(page);
  if (contact) keepKnownContact(page.session, contact);
  if (!(await runTracker(template, page.nonce))) dispatchPageEvent(page.document, "portalkit:blocked", { what: "tracker-script" });
  if (contact) await setUser(page, contact.id);
}
