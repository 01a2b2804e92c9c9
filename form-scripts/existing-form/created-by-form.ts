import { storageKeyPrefix } from "../../contract/names.ts";
import { attempt } from "../../identity/attempt.ts";
import { readConsent } from "../../identity/consent.ts";
import { parseContactId } from "../../identity/contact-id.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { readSignedIn } from "../contact-capture/signed-in-contact.ts";
import type { CapturePage } from "../contact-capture/capture-page.ts";
import type { CaptureSettings } from "../contact-capture/read-capture-settings.ts";
import type { OnSend } from "./guard-buttons.ts";

/** Says that this tab has just sent a form that makes the contact itself: when, and from which page. */
const awaitsKey = `${storageKeyPrefix}awaits`;
/** How old it may be. */
export const awaitLimitMs = 10 * 60_000;

/** Leaves the mark, with consent only and for anonymous visitors: what a signed-in visitor makes is somebody else. Never holds the form. */
export function awaitCreated({ window, document, session, clock }: CapturePage, { consentMode }: CaptureSettings): OnSend {
  return () => {
    if ((readConsent(document) || (consentMode === "none" && "granted")) !== "granted" || readSignedIn(window)) return true;
    session.setItem(awaitsKey, `${clock.now()} ${pageOf(document.location.href)}`);
    // A partial postback that ends here has not been redirected. https://learn.microsoft.com/previous-versions/bb311028(v=vs.140)
    attempt(() => (window as AjaxWindow).Sys.WebForms.PageRequestManager.getInstance().add_endRequest(() => session.removeItem(awaitsKey)));
    return true;
  };
}

/** The portal's own library, where it is. */
interface AjaxWindow {
  readonly Sys: { readonly WebForms: { readonly PageRequestManager: { getInstance(): { add_endRequest(handler: () => void): void } } } };
}

/**
 * On the page that form has redirected to: the id it has put into the address is the visitor's. Only once, and only where this very tab comes from there: a link with an
 * id in it must not identify anybody. The id goes from the address.
 */
export function acceptCreated(page: CapturePage, parameter: string, { consentMode, authColumn }: CaptureSettings): void {
  const { window, document, session, clock } = page;
  const [sentAt, sentFrom] = (session.getItem(awaitsKey) || "").split(" ");
  session.removeItem(awaitsKey);
  const url = new URL(document.location.href);
  const id = parseContactId(url.searchParams.get(parameter));
  const ageMs = clock.now() - Number(sentAt);
  // The form's own page again: it was refused there, or it shows its message, and the address holds what it held before.
  const isRedirect = sentFrom === pageOf(document.referrer) && sentFrom !== pageOf(url.href);
  if (!id || !(ageMs >= 0 && ageMs < awaitLimitMs) || !isRedirect || readSignedIn(window)) return;
  url.searchParams.delete(parameter);
  const history = document.defaultView?.history;
  history?.replaceState(history.state, "", url);
  // Where Customer Insights knows contacts by something else, the address does not say it.
  const authId = authColumn === "contactid" ? undefined : "";
  // Nothing was looked up: there may be another contact of this address.
  dispatchPageEvent(document, "portalkit:captured", { path: "A", outcome: "created", certain: false });
  void page.identity.captured({
    contact: { id, source: "form", authId },
    isPending: false,
    isConsentFree: consentMode === "none",
  });
}

/** An address without query and fragment. */
const pageOf = (url: string): string | undefined => url.split(/[?#]/)[0];
