import { trackingSettings } from "../contract/template-slots.ts";
import { attempt } from "./attempt.ts";
import { readConsent } from "./consent.ts";
import { dispatchPageEvent } from "./dispatch-page-event.ts";
import { openMachine, type IdentityPage } from "./identity-machine.ts";
import * as is from "./identity-table.ts";
import { formMark, renderContact, signInMark, type KnownContact } from "./known-contact.ts";
import { linkedKey, linkedToAnother } from "./linked-contact.ts";
import { isJourneysOnly } from "./tracker-product.ts";
import { isUntaken, type QueueWindow } from "./tracker-queue.ts";

export type { IdentityPage } from "./identity-machine.ts";

/** How long a page that may be left waits for the tracker to take its queue, which is lost with the page. */
export const queuePollMs = 50;
export const queuePolls = 30;

/** What a submission has ended with. */
export interface Capture {
  /** Undefined: a contact was created, but the portal did not say under which id. */
  readonly contact: KnownContact | undefined;
  /** The contact existed, its address was only typed, and the site wants that to be confirmed: nobody is told yet. */
  readonly isPending: boolean;
  /** The site asks nobody for consent. Counts only where the tracking template is not on the page. */
  readonly isConsentFree: boolean;
}

export interface Identity {
  /** Resolves when the tracker has been told and has taken its queue, or will not for now. */
  captured(capture: Capture): Promise<void>;
}

export function createIdentity(page: IdentityPage): Identity {
  const { window, document, clock, local } = page;
  // Another script may begin the page first, and says then by itself which tracker it brings.
  const blocked = (): string | false => isJourneysOnly(document) && "journeys-only";
  // Another tab has forgotten somebody since: the cookie that the tracker of this page holds in memory for good is theirs.
  let captured: is.IdentityEvent = is.captured;
  document.defaultView?.addEventListener("storage", ({ key, newValue }) => {
    if (key === linkedKey && !newValue) captured = is.capturedAnother;
  });
  return {
    async captured({ contact, isPending, isConsentFree }) {
      if (!contact) return dispatchPageEvent(document, "portalkit:blocked", { what: "contact-id-missing" });
      if (isPending) return sayPending(document);
      const take = openMachine({ ...page, blocked });
      // Where the tracking template is on the page it has said so before.
      if ((readConsent(document) ?? (isConsentFree && "granted")) === "granted") void take(is.allowed, "");
      // What the tracking template says of a signed-in visitor; of an anonymous one it says "".
      const authId = document.querySelector<HTMLElement>(`[${trackingSettings.authId}]`)?.dataset["authId"];
      let cell = is.nothing;
      const told = take(
        captured,
        renderContact(contact.id, contact.source === "sign-in" ? signInMark : formMark, contact.authId ?? authId),
        (taken) => (cell = taken),
      );
      if (cell & is.disown) local.setItem(linkedKey, linkedToAnother);
      if (cell >= is.hold) {
        sayPending(document);
        dispatchPageEvent(document, "portalkit:blocked", { what: cell & is.hold ? "no-consent" : "another-person" });
      }
      await told;
      for (let polls = queuePolls; polls-- && attempt(() => (window as QueueWindow).MSCIqueue?.some(isUntaken));)
        await clock.wait(queuePollMs);
    },
  };
}

const sayPending = (document: Document): void => dispatchPageEvent(document, "portalkit:identified", { state: "pending" });
