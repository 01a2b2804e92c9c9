import { consentAttribute, trackingSettings } from "../../contract/template-slots.ts";
import { beginPageOf } from "../../identity/begin-page-view.ts";
import { announceConsent } from "../../identity/consent.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { openMachine, type IdentityPage } from "../../identity/identity-machine.ts";
import { refused, shown } from "../../identity/identity-table.ts";
import type { ContactId } from "../../identity/contact-id.ts";
import { connectBanner } from "./connect-banner.ts";
import { keepConsentAnswer, readConsentAnswer, type ConsentAnswer } from "./consent-answer.ts";
import { keepLanding } from "./keep-landing.ts";
import { readTrackingSettings } from "./read-tracking-settings.ts";
import { resolveConsent } from "./resolve-consent.ts";
import { runTracker } from "./run-tracker.ts";

export interface TrackingPage extends IdentityPage {
  readonly window: Pick<Window, "addEventListener">;
  /** Nonce of our own script element; "" where the page has none. */
  readonly nonce: string;
  /** `navigator.globalPrivacyControl`. */
  readonly gpc: boolean;
}

/**
 * consent → identity → tracker, once a page. Before consent nothing is loaded and nothing kept; a refusal deletes what is there. What becomes of the
 * visitor's identity, and that the page of a withdrawal is loaded anew, is the machine's to decide.
 */
export function startTracking(page: TrackingPage): void {
  const { document, window } = page;
  const template = document.querySelector<HTMLTemplateElement>("template[data-portal-kit-tracker]");
  // The state is on the page already when the template has been included twice.
  if (!template || document.documentElement.hasAttribute(consentAttribute)) return;

  const take = openMachine({ ...page, blocked: () => template.getAttribute(trackingSettings.blocked) });
  const { mode, respectGpc, isLandingKept } = readTrackingSettings(template);
  const evidence = { mode, answer: readConsentAnswer(document.cookie), gpc: respectGpc && page.gpc };
  let state = resolveConsent(evidence);

  const enter = (): void => {
    announceConsent(document, state);
    if (state === "granted") {
      // Rendered by the portal, or not there.
      const user = template.getAttribute(trackingSettings.user) as ContactId | "" | null;
      void beginPageOf(page, user, template.getAttribute(trackingSettings.authId));
      if (isLandingKept) keepLanding(page);
      // In this very turn: whose page it is has been settled, and the tracker is told when its script has run.
      runTracker(template, page.nonce).catch(() =>
        dispatchPageEvent(document, "portalkit:failed", { step: "tracking", code: "unexpected" }),
      );
    } else if (state !== "unknown") void take(refused);
  };
  const answer = (given: ConsentAnswer): void => {
    // After a withdrawal the page is on its way out.
    if (given === state || state === "withdrawn") return;
    state = given === "denied" && state === "granted" ? "withdrawn" : given;
    enter();
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
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) void take(shown);
    follow();
  });
  enter();
}
