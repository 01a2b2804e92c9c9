import type { MiddlewareHandler } from "hono";
import type { EmulatorContext } from "../emulator-context.ts";
import { findSignInAddress } from "./find-sign-in-address.ts";
import type { Visitors } from "./visitors.ts";

/**
 * The portal's cookie middleware: a 401 becomes a redirect to the sign-in page that names where the visitor was. Documented for pages; of the Web API
 * it is not known (switch `apiUnauthorized`), nor what a request with the cookie of a sign-in that has ended gets (switch `expiredSession`).
 * https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity
 */
export function redirectUnauthorized(ctx: EmulatorContext, visitors: Pick<Visitors, "hasEndedSession">): MiddlewareHandler {
  return async (c, next) => {
    const url = new URL(c.req.url);
    if (url.pathname.startsWith("/_emulator")) return next();
    const isApi = url.pathname.startsWith("/_api/");
    const isOver = isApi && ctx.switches.expiredSession === "unauthorized" && visitors.hasEndedSession(c.req.raw);
    if (isOver) c.res = Response.json(endedSession, { status: 401 });
    else await next();
    if (c.res.status !== 401 || (isApi && ctx.switches.apiUnauthorized === "raw")) return undefined;
    const location = findSignInAddress(ctx.site(), ctx.addresses.portal, { origin: "portal", request: c.req.raw });
    // Hono would carry the headers of the answer that was there over to the new one.
    c.res = undefined;
    c.res = new Response(null, { status: 302, headers: { location } });
    return undefined;
  };
}

/** https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors */
const endedSession = { error: { code: "90040109", message: "An Invalid session token was passed into the throwing method." } };
