import { attempt } from "../../identity/attempt.ts";
import { readConsent } from "../../identity/consent.ts";
import { pageAddress } from "./page-address.ts";

/** What there is of it in browsers that have it, and not in every browser's types. */
interface NavigationWindow {
  readonly navigation?: EventTarget;
}

interface TrackerWindow {
  readonly MSCI?: { readonly trackView?: () => void };
}

/**
 * Tells the tracker of a view when the page changes its address without being loaded, once for each change, and only with consent: the change before it is part of the
 * view with which the tracker begins. The call is in the pasted loader and nowhere documented.
 */
export function tellNavigation(window: Window): void {
  const { document, history, location } = window;
  let shown = pageAddress(location.href);
  const look = (): void => {
    const address = pageAddress(location.href);
    if (address === shown) return;
    shown = address;
    // Looked up each time: the loaded library replaces the stub.
    if (readConsent(document) === "granted") attempt(() => (window as TrackerWindow).MSCI?.trackView?.());
  };
  // After whatever the page still does in this turn: its title comes after its address, and a router's redirects are one view.
  const lookLater = (): void => void window.setTimeout(look);
  const { navigation } = window as NavigationWindow;
  if (navigation) {
    navigation.addEventListener("navigatesuccess", lookLater);
    return;
  }
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = function (this: History, ...entry) {
      original.apply(this, entry);
      lookLater();
    };
  }
  for (const event of ["popstate", "hashchange"]) window.addEventListener(event, lookLater);
}
