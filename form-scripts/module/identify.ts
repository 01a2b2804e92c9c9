import type { ConsentState } from "../../contract/names.ts";
import { beginPageView } from "../../identity/begin-page-view.ts";
import { announceConsent, readConsent } from "../../identity/consent.ts";
import { openMachine } from "../../identity/identity-machine.ts";
import { refused } from "../../identity/identity-table.ts";
import type { CapturePage } from "../contact-capture/capture-page.ts";

export const identifyLimitMs = 10_000;

/** Begins the identity of a page, as the tracking template does where it is: with consent only, and once. */
export async function identify(page: CapturePage, isConsentFree: boolean, authId?: string): Promise<void> {
  if ((readConsent(page.document) ?? (isConsentFree ? "granted" : "unknown")) !== "granted") return;
  // The machine looks for a tracker that is late for longer than anybody who awaits this.
  await Promise.race([beginPageView(page, authId), page.clock.wait(identifyLimitMs)]);
}

/** The visitor's answer, from the page's own tool: told to every script, and what was kept goes with a refusal. */
export function answerConsent(page: CapturePage, state: ConsentState): void {
  announceConsent(page.document, { state, source: "page" });
  if (state === "denied" || state === "withdrawn") void openMachine(page)(refused);
}
