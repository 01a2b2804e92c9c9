import { storageKeyPrefix } from "../../contract/names.ts";
import type { KeyStore } from "../../identity/open-storage.ts";

const landingKey = `${storageKeyPrefix}landing`;

/** Keeps, for the form, the path and the campaign (`utm_*`) of the tab session's first page with consent; nothing else of its address. */
export function keepLanding({ document, session }: { readonly document: Document; readonly session: KeyStore }): void {
  const { pathname, search } = document.location;
  const campaign = (search.match(/[?&]utm_[^&]*/g) || []).join("").replace(/./, "?");
  if (!session.getItem(landingKey)) session.setItem(landingKey, pathname + campaign);
}
