import { randomBytes } from "node:crypto";
import { Hono, type MiddlewareHandler } from "hono";
import type { EmulatorContext } from "../emulator-context.ts";
import { readCookie } from "../read-cookie.ts";
import { findReturnPath } from "./return-path.ts";
import { plainPageHeaders, renderPrivateSitePage } from "./sign-in-page.ts";

/** Documented for private sites. https://learn.microsoft.com/power-pages/admin/cookies */
const cookieName = "PrivateModeLoginCookie";
const gatePath = "/private-site";

export interface PrivateSite {
  readonly guard: MiddlewareHandler;
  /** The page that the gate leads to; to be mounted under `/_emulator`, whose guard keeps strangers out. */
  readonly app: Hono;
}

/**
 * The gate of a private site, in front of everything: who has not come in through the organization's sign-in is led there, calls of scripts too. Being let in is
 * no sign-in to the site. Where the redirect leads is ours; a portal's goes to Microsoft Entra ID.
 * https://learn.microsoft.com/power-pages/security/site-visibility
 */
export function createPrivateSite(ctx: EmulatorContext): PrivateSite {
  // What a browser holds that has been let in; another one for each run.
  const pass = randomBytes(24).toString("base64url");
  const findPath = (value: string | null): string => findReturnPath(value, ctx.addresses.portal) ?? "/";
  const app = new Hono();
  app.get(gatePath, (c) => {
    const returnPath = findPath(new URL(c.req.url).searchParams.get("returnUrl"));
    return c.html(renderPrivateSitePage({ siteName: ctx.site().website.name, returnPath }), 200, plainPageHeaders);
  });
  app.post(gatePath, async (c) => {
    const form = new URLSearchParams(await c.req.text());
    return c.body(null, 302, {
      location: findPath(form.get("returnUrl")),
      "set-cookie": `${cookieName}=${pass}; path=/; HttpOnly; SameSite=Lax`,
    });
  });
  return {
    app,
    guard: async (c, next) => {
      const { pathname, search } = new URL(c.req.url);
      const isOpen = ctx.switches.siteVisibility !== "private" || pathname.startsWith("/_emulator/");
      if (isOpen || readCookie(c.req.raw, cookieName) === pass) return next();
      const query = new URLSearchParams({ returnUrl: pathname + search });
      return c.body(null, 302, { location: `/_emulator${gatePath}?${query.toString()}`, "cache-control": "no-store" });
    },
  };
}
