import { journeysCookieNames, type ConsentState } from "../../contract/names.ts";
import { consentAttribute, type TrackingDataset } from "../../contract/template-slots.ts";
import { attempt } from "../../identity/attempt.ts";
import { announceConsent } from "../../identity/consent.ts";
import { deleteCookie } from "../../identity/delete-cookie.ts";
import { openMachine, type IdentityPage } from "../../identity/identity-machine.ts";
import { refused, shown, viewed } from "../../identity/identity-table.ts";
import { outboxKey, renderContact, signInMark } from "../../identity/known-contact.ts";
import { runTracker } from "./run-tracker.ts";
import type { ConnectSource } from "./sources/source.ts";

export interface TrackingPage extends IdentityPage {
  readonly window: Window;
  /** Nonce of our own script element. */
  readonly nonce: string | undefined;
  /** `navigator.globalPrivacyControl`. */
  readonly gpc: boolean | undefined;
  /** Told when what went wrong is ours. */
  readonly fail: () => void;
}

/**
 * consent → identity → tracker, once a page. Before consent nothing is loaded and nothing kept; a refusal deletes what is there. What becomes of the
 * visitor's identity, and that the page of a withdrawal is loaded anew, is the machine's to decide.
 * @param connectSource who says whether the visitor may be tracked
 */
export function startTracking(page: TrackingPage, connectSource: ConnectSource): void {
  const { document, window, fail } = page;
  const template = document.querySelector<HTMLTemplateElement>("template[data-portal-kit-tracker]");
  // The state is on the page already when the template has been included twice.
  if (!template || document.documentElement.hasAttribute(consentAttribute)) return;

  // Attributes by their names.
  const settings = template.dataset as TrackingDataset & DOMStringMap;
  const take = openMachine({ ...page, blocked: () => settings.tracker });
  // Whatever else stands there, or nothing.
  const isAsked = !/^(none|opt-out)$/.test(settings.consentMode as string);
  // https://www.w3.org/TR/gpc/
  const gpc = page.gpc && settings.respectGpc !== "false";
  let state: ConsentState | undefined;
  const follow = (): void => {
    // A tool that throws has said nothing.
    const word = attempt(read as ReturnType<ConnectSource>) || "";
    // An explicit answer wins, then Global Privacy Control, then the site's mode: what is implied counts unless an answer is asked for.
    const next = word && word !== "implied" ? word : gpc ? "denied" : !word || isAsked ? "unknown" : "granted";
    // After a withdrawal the page is on its way out.
    if (next === state || state === "withdrawn") return;
    state = state === "granted" ? "withdrawn" : next;
    announceConsent(document, { state, source: settings.consentSource, version: settings.consentVersion });
    if (state === "granted") {
      // Rendered by the portal: "" where nobody is signed in, or not there.
      if (settings.user) page.session.removeItem(outboxKey);
      void take(viewed, settings.user && renderContact(settings.user, signInMark, settings.authId));
      // In this very turn: whose page it is has been settled, and the tracker is told when its script has run.
      runTracker(template, page, () => state !== "granted").catch(fail);
    } else if (state !== "unknown") {
      for (const name of journeysCookieNames) deleteCookie(document, name);
      void take(refused);
    }
  };
  // A source may have something to say before it returns.
  let read: ReturnType<ConnectSource> | undefined;
  read = connectSource({ window, document, settings, gpc }, () => read && follow());
  follow();
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) void take(shown);
  });
}
