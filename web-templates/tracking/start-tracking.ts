import { contactIdStorageKey } from "../../contract/names.ts";
import { consentAttribute } from "../../contract/template-slots.ts";
import { announceConsent } from "../../identity/consent.ts";
import type { Clock } from "../../identity/clock.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { forgetVisitor } from "../../identity/forget-visitor.ts";
import { keepKnownContact, readKnownContact } from "../../identity/known-contact.ts";
import { keepLinkedContact, readLinkedDigest } from "../../identity/linked-contact.ts";
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
  readonly window: Pick<Window, "addEventListener">;
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

  const enter = (): void => {
    announceConsent(document, state);
    if (state === "granted")
      identify(page, template).catch(() => dispatchPageEvent(document, "portalkit:failed", { step: "tracking", code: "unexpected" }));
    else if (state !== "unknown") forgetVisitor(page);
  };
  const answer = (given: ConsentAnswer): void => {
    // After a withdrawal the page is on its way out.
    if (given === state || state === "withdrawn") return;
    state = given === "denied" && state === "granted" ? "withdrawn" : given;
    enter();
    // A tracker that runs cannot be stopped: only a new page is free of it.
    if (state === "withdrawn") page.reload();
  };

  // Where the site does not ask, there is no banner, nor anything to re-open.
  const showBanner =
    mode !== "none" &&
    connectBanner(document, !evidence.answer && state !== "denied", (given) => {
      keepConsentAnswer(document, given);
      answer(given);
    });
  // Answered in another tab, or on the next page before coming back to this one, which the browser may have kept as it was.
  const follow = (): void => {
    const given = readConsentAnswer(document.cookie);
    if (!showBanner || !given || given === state) return;
    showBanner(false);
    answer(given);
  };
  document.addEventListener("visibilitychange", follow);
  // A kept page holds a tracker that was told who was known then: only a new page is free of it.
  let left: string | null = null;
  const { window, session } = page;
  window.addEventListener("pagehide", () => (left = session.getItem(contactIdStorageKey)));
  window.addEventListener("pageshow", () => (left && left !== session.getItem(contactIdStorageKey) ? page.reload() : follow()));
  enter();
}

/** Another person's traces go before the tracker starts, so that it starts with a cookie of its own. */
async function identify(page: TrackingPage, template: HTMLTemplateElement): Promise<void> {
  const { contact, forget } = resolveContact(readPortalUser(page.window), readKnownContact(page.session), readLinkedDigest(page.local));
  if (forget) forgetVisitor(page);
  if (contact) {
    keepKnownContact(page.session, contact);
    keepLinkedContact(page.local, contact.id);
  }
  if (!(await runTracker(template, page.nonce))) dispatchPageEvent(page.document, "portalkit:blocked", { what: "tracker-script" });
  if (contact) await setUser(page, contact.id);
}
