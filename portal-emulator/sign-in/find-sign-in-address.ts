import type { EmulatorOrigin } from "../../contract/emulator.ts";
import type { Site } from "../../site/site.ts";
import { readCookieSettings } from "./cookie-settings.ts";

/**
 * Where the portal sends somebody who has to sign in, with the way back: the site's `LoginPath`, `/signin` without one.
 * https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity
 * The name of the parameter is ASP.NET's (assumed) where the site sets none.
 */
export function findSignInAddress(
  site: Site,
  portal: string,
  from: { readonly origin: EmulatorOrigin; readonly request: Request },
): string {
  const { loginPath, returnUrlParameter } = readCookieSettings(site);
  const { pathname, search } = new URL(from.request.url);
  const query = new URLSearchParams({ [returnUrlParameter]: pathname + search });
  const path = `${loginPath}?${query.toString()}`;
  return from.origin === "portal" ? path : portal + path;
}
