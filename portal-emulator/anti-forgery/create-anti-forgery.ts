import { randomBytes } from "node:crypto";
import { Hono, type Context } from "hono";
import { getCookie } from "hono/cookie";
import { antiForgeryName, tokenPath } from "../../contract/names.ts";
import { parseSpan } from "../clock.ts";
import type { EmulatorContext, Persona } from "../emulator-context.ts";
import { readCookie } from "../read-cookie.ts";
import { createTokenPairs } from "./token-pair.ts";

export const tokenVerdicts = ["ok", "missing-token", "missing-cookie", "mismatch"] as const;
export type TokenVerdict = (typeof tokenVerdicts)[number];

export interface AntiForgery {
  /** Answers the token page. */
  readonly app: Hono;
  /** Whether the header of a request fits its cookie and who sends it. An expired token is a mismatch. */
  readonly verify: (request: Request) => TokenVerdict;
  /** Makes every cookie and token given so far useless, as a restarted portal does. */
  readonly rotate: () => void;
}

/**
 * The portal's anti-forgery pair: the cookie and the header are two different values that fit each other and the visitor's identity;
 * signing in or out makes the pair useless. Script never sees the cookie.
 * https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors
 * @param key secret of this process
 */
export function createAntiForgery(context: EmulatorContext, key: Buffer = randomBytes(32)): AntiForgery {
  const pairs = createTokenPairs(key);

  const answer = (c: Context): Response => {
    const held = getCookie(c, antiForgeryName);
    const cookie = held !== undefined && pairs.isOwnCookie(held) ? held : pairs.makeCookie();
    if (cookie !== held) {
      c.header("set-cookie", `${antiForgeryName}=${cookie}; path=/; HttpOnly`);
    }
    c.header("cache-control", "no-store");
    const token = pairs.makeToken(cookie, identity(context.persona(c.req.raw)), context.clock.now());
    return c.body(`<input name="${antiForgeryName}" type="hidden" value="${token}" />`, 200, {
      "content-type": "text/html; charset=utf-8",
    });
  };

  const app = new Hono();
  app.get(tokenPath, answer);
  // The route behind it, in the runtime's open-sourced ancestor.
  app.get("/_portal/:website/Layout/GetAntiForgeryToken", async (c, next) =>
    c.req.param("website").toLowerCase() === context.site().website.id.toLowerCase() ? answer(c) : next(),
  );

  return {
    app,
    verify: (request) => {
      const token = request.headers.get(antiForgeryName);
      if (token === null || token === "") {
        return "missing-token";
      }
      const cookie = readCookie(request, antiForgeryName);
      if (cookie === undefined) {
        return "missing-cookie";
      }
      const issuedAt = pairs.isOwnCookie(cookie) ? pairs.readToken(token, cookie, identity(context.persona(request))) : undefined;
      const lifetimeMs = parseSpan(context.switches.tokenLifetime) ?? Number.POSITIVE_INFINITY;
      return issuedAt !== undefined && context.clock.now().getTime() - issuedAt.getTime() <= lifetimeMs ? "ok" : "mismatch";
    },
    rotate: () => pairs.rotate(),
  };
}

function identity(persona: Persona): string {
  return persona.contactId?.toLowerCase() ?? "anonymous";
}
