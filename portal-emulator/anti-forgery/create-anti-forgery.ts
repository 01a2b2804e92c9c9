import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import { getCookie } from "hono/cookie";
import { antiForgeryName, tokenPath } from "../../contract/names.ts";
import type { EmulatorContext, Persona } from "../emulator-context.ts";

export const tokenVerdicts = ["ok", "missing-token", "missing-cookie", "mismatch"] as const;
export type TokenVerdict = (typeof tokenVerdicts)[number];

export interface AntiForgery {
  /** Answers the token page. */
  readonly app: Hono;
  /** Whether the header of a request fits its cookie and who sends it. */
  readonly verify: (request: Request) => TokenVerdict;
}

/**
 * The portal's anti-forgery pair: the cookie and the header are two different values that fit each other and the visitor's identity;
 * signing in or out makes the pair useless. Script never sees the cookie.
 * https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors
 * @param key secret of this process
 */
export function createAntiForgery(context: EmulatorContext, key: Buffer = randomBytes(32)): AntiForgery {
  const sign = (...parts: readonly string[]): string => createHmac("sha256", key).update(JSON.stringify(parts)).digest("base64url");
  const makeCookie = (seed: string): string => `${seed}.${sign("cookie", seed)}`;
  const makeToken = (cookie: string, nonce: string, persona: Persona): string =>
    `${nonce}.${sign("token", cookie, nonce, identity(persona))}`;
  const isOurs = (cookie: string): boolean => isSame(cookie, makeCookie(firstPart(cookie)));

  const app = new Hono();
  app.get(tokenPath, (c) => {
    const held = getCookie(c, antiForgeryName);
    const cookie = held !== undefined && isOurs(held) ? held : makeCookie(randomText());
    if (cookie !== held) {
      c.header("set-cookie", `${antiForgeryName}=${cookie}; path=/; HttpOnly`);
    }
    c.header("cache-control", "no-store");
    const token = makeToken(cookie, randomText(), context.persona(c.req.raw));
    return c.html(`<input name="${antiForgeryName}" type="hidden" value="${token}" />`);
  });

  return {
    app,
    verify: (request) => {
      const token = request.headers.get(antiForgeryName);
      if (token === null || token === "") {
        return "missing-token";
      }
      const cookie = readCookie(request.headers.get("cookie") ?? "");
      if (cookie === undefined) {
        return "missing-cookie";
      }
      const expected = makeToken(cookie, firstPart(token), context.persona(request));
      return isOurs(cookie) && isSame(token, expected) ? "ok" : "mismatch";
    },
  };
}

function identity(persona: Persona): string {
  return persona.contactId?.toLowerCase() ?? "anonymous";
}

function randomText(): string {
  return randomBytes(18).toString("base64url");
}

function firstPart(value: string): string {
  return value.split(".", 1)[0] ?? "";
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function readCookie(header: string): string | undefined {
  const pairs = header.split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${antiForgeryName}=`))?.slice(antiForgeryName.length + 1);
}
