import { storageKeyPrefix } from "../../contract/names.ts";
import { readConsent } from "../../identity/consent.ts";
import type { KeyStore } from "../../identity/open-storage.ts";

const landingKey = `${storageKeyPrefix}landing`;

/** Keeps, for the form, the path and the campaign (`utm_*`) of the tab session's first page with consent; nothing else of its address. */
export function keepLanding({ document, session }: { readonly document: Document; readonly session: KeyStore }): void {
  const keep = (): void => {
    if (readConsent(document) !== "granted" || session.getItem(landingKey)) return;
    const { pathname, search } = document.location;
    const campaign = (search.match(/[?&]utm_[^&]*/g) || []).join("").replace(/./, "?");
    session.setItem(landingKey, pathname + campaign);
  };
  // The tracking script, which this one stands behind, has said how it stands, and says when that changes.
  keep();
  document.addEventListener("portalkit:consent", keep);
}
