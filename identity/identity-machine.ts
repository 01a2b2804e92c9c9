import { contactIdStorageKey, trackerCookieName } from "../contract/names.ts";
import { attempt } from "./attempt.ts";
import type { Clock } from "./clock.ts";
import { deleteCookie } from "./delete-cookie.ts";
import { dispatchPageEvent } from "./dispatch-page-event.ts";
import * as is from "./identity-table.ts";
import { formMark, idChars, noValue, outboxKey, restKey, signInMark, type ContactText } from "./known-contact.ts";
import { digestContactId, linkedKey } from "./linked-contact.ts";
import type { KeyStore } from "./open-storage.ts";

export interface IdentityPage {
  readonly window: object;
  readonly document: Document & IdentityHome;
  readonly session: KeyStore;
  readonly local: KeyStore;
  readonly clock: Pick<Clock, "wait">;
  /** Only the script that starts the tracker ever has reason to. */
  readonly reload?: () => void;
  /** Why the tracker on this page, which is there, is not to be told about anybody; nothing where it may be. */
  readonly blocked?: () => string | false | undefined;
}

/**
 * Takes an event of identity-table.ts: goes to the next state and does what the cell says, before it returns. Resolves when the tracker has been told, or there is nobody to be told.
 * @param contact the event's; nothing: the one that is known; "": the page says that nobody is signed in, so it is the one that a form has captured
 * @param rest is told the cell, whose actions of forms alone are left to it
 */
export type IdentityMachine = (event: is.IdentityEvent, contact?: ContactText | null, rest?: (cell: is.Cell) => void) => Promise<void>;

/** The pause after the nth look for `window.MSCI` is n² ms: soon at first, and about 10 s and three quarters of an hour in all when these are reached. */
export const pollsUntilMissing = 32;
export const polls = 200;

interface IdentityHome {
  portalKitIdentity?: IdentityMachine;
}

interface TrackerWindow {
  readonly MSCI?: { readonly setUser: (user: { readonly authId: string }) => void };
}

/** The page's one machine, whichever of our scripts came first: the visitor is the same to all of them. */
export const openMachine = ({ window, document, session, local, clock, reload, blocked }: IdentityPage): IdentityMachine => {
  let state = is.silent;
  /** In memory until the page goes: whom it knows, also without consent. */
  let held = "";

  return (document.portalKitIdentity ??= async (event, contact, rest) => {
    let row = 0;
    if (event[1]) {
      // Where there is none, it reads as a word, which is no id.
      const id = session.getItem(contactIdStorageKey) as string;
      // Nothing but ours is read back, so that this is no parser: lower-case, and not of zeros alone. Whoever else has stored an id has stored no more than that.
      const kept = /^(?![0-]+$)[\da-f-]{36}$/.test(id) ? id + (session.getItem(restKey) || formMark) : "";
      const known = (!state && held) || kept;
      if (contact === "" && known[idChars] === signInMark) row = 3;
      else if ((contact ||= known))
        row = contact.startsWith((held || kept).slice(0, idChars)) && contact.startsWith(local.getItem(linkedKey) || "") ? 0 : 1;
      else row = 2;
    }
    const cell = event[row]?.[state];
    if (!cell) return;
    state = cell & is.stateBits;
    if (cell & is.forget) {
      held = "";
      deleteCookie(document, trackerCookieName);
      // Not the visitor's answer to the banner, which is a cookie.
      for (const key of [contactIdStorageKey, linkedKey, restKey, "portalkit.awaits", "portalkit.landing"]) {
        session.removeItem(key);
        local.removeItem(key);
      }
    }
    if (cell & is.reload) reload?.();
    rest?.(cell);
    held = contact || held;
    if (cell & is.dropOutbox) session.removeItem(outboxKey);
    if (cell & is.keep) {
      session.setItem(contactIdStorageKey, held.slice(0, idChars));
      session.setItem(restKey, held.slice(idChars));
      local.setItem(linkedKey, digestContactId(held));
      // The script that starts the tracker does so in this turn: what awaits anything at all comes after it.
      for (let poll = 0; await (poll && clock.wait(poll * poll)), state === is.telling && poll++ < polls;) {
        // Tried, since what the page holds there is anybody's guess, and looked up each time: the loaded library replaces the stub.
        // https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization
        if (attempt(() => (window as TrackerWindow).MSCI?.setUser)) {
          const authId = held.slice(idChars + 1) || held.slice(0, idChars);
          const what =
            blocked?.() ||
            (authId === noValue
              ? "auth-id-missing"
              : (attempt(() => ((window as Required<TrackerWindow>).MSCI.setUser({ authId }), "")) ?? "tracker-threw"));
          if (what) {
            state = is.afterFailed;
            return dispatchPageEvent(document, "portalkit:blocked", { what });
          }
          state = is.afterTook;
          return dispatchPageEvent(document, "portalkit:identified", { state: "identified" });
        }
        if (poll === pollsUntilMissing) dispatchPageEvent(document, "portalkit:blocked", { what: "tracker-missing" });
      }
    }
  });
};
