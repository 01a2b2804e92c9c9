import type { Site } from "../../site/site.ts";

/**
 * The site settings `HTTP/<name>` that are headers by name, on the answers of `/_api` too (observed, third party). The first active one of a
 * name wins; one without a value sends nothing. The policy's `'nonce'` means nothing without a page.
 * https://learn.microsoft.com/power-pages/configure/cors-support
 */
export function siteHeaders(site: Site): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const setting of site.settings) {
    const [, name] = /^HTTP\/([A-Za-z-]+)$/iu.exec(setting.name) ?? [];
    const known = headerNames.find((header) => header.toLowerCase() === name?.toLowerCase());
    if (setting.active && known !== undefined && !headers.has(known)) headers.set(known, toHeaderValue(setting.value ?? ""));
  }
  return new Map([...headers].filter(([, value]) => value !== ""));
}

const headerNames = [
  "Access-Control-Allow-Credentials",
  "Access-Control-Allow-Headers",
  "Access-Control-Allow-Methods",
  "Access-Control-Allow-Origin",
  "Access-Control-Expose-Headers",
  "Access-Control-Max-Age",
  "Content-Security-Policy",
  "Content-Security-Policy-Report-Only",
  "X-Content-Type-Options",
  "X-Frame-Options",
] as const;

/** A value that is no header's (line breaks, characters past Latin-1) is sent without them. */
export function toHeaderValue(value: string): string {
  return value
    .replaceAll(/[^\t\u0020-\u007E\u00A0-\u00FF]+/gu, " ")
    .replaceAll(/'nonce'/giu, "")
    .trim();
}
