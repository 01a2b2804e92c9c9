import { matchText, type ConnectSource } from "./source.ts";

interface CookieWindow {
  readonly cookieStore?: EventTarget;
}

/** A cookie of the site's own consent tool. Without it nobody has answered. */
export const connectSource: ConnectSource = ({ window, document, settings }, changed) => {
  // Not in every browser: there it is read again when the visitor has done something.
  (window as CookieWindow).cookieStore?.addEventListener("change", changed);
  for (const event of ["click", "visibilitychange", "pageshow"]) window.addEventListener(event, () => window.setTimeout(changed));
  return () => {
    const name = `${settings.consentName}=`;
    const found = document.cookie.split("; ").find((cookie) => cookie.startsWith(name));
    return found ? matchText(decodeURIComponent(found.slice(name.length)), settings) : "implied";
  };
};
