import { findSettings } from "../../access/find-settings.ts";
import type { Site } from "../../site/site.ts";

/** `Authentication/ApplicationCookie/...`. https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity */
export interface CookieSettings {
  readonly name: string;
  readonly lifetimeMs: number;
  /** Each request past half of the lifetime begins it anew. */
  readonly isSliding: boolean;
  /** As addresses spell it: what is not ASCII is percent-encoded. */
  readonly loginPath: string;
  readonly returnUrlParameter: string;
}

/** https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1; that a name which is none counts as absent is assumed. */
const cookieName = /^[\w!#$%&'*+.^`|~-]+$/;
const dayMs = 86_400_000;

export function readCookieSettings(site: Site): CookieSettings {
  const setting = (name: string): string | undefined =>
    findSettings(site, `Authentication/ApplicationCookie/${name}`)[0]?.value?.trim() || undefined;
  return {
    name: cookieName.exec(setting("CookieName") ?? "")?.[0] ?? ".AspNet.ApplicationCookie",
    lifetimeMs: parseTimeSpan(setting("ExpireTimeSpan") ?? "") ?? dayMs,
    isSliding: setting("SlidingExpiration")?.toLowerCase() !== "false",
    loginPath: (setting("LoginPath") ?? "/signin").replaceAll(/[^\x21-\x7e]+/gu, encodeURIComponent),
    returnUrlParameter: setting("ReturnUrlParameter") ?? "ReturnUrl",
  };
}

/** Milliseconds of `24:00:00`, `00:30:00` or `14.00:00:00`; undefined for what is none, or nothing. */
export function parseTimeSpan(text: string): number | undefined {
  const match = /^(?:(\d{1,5})\.)?(\d{1,2}):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (match === null) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? "0"));
  const ms = (days ?? 0) * dayMs + (hours ?? 0) * 3_600_000 + (minutes ?? 0) * 60_000 + (seconds ?? 0) * 1_000;
  return ms > 0 ? ms : undefined;
}
