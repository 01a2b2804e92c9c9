import { readCookie, removeCookie, setCookie } from "./page-cookies.ts";

const cookieName = "_msci";
const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The visitor's id: from the cookie when it holds one, otherwise new; renewed either way.
 * One year from each visit (documented); first-party and script-set (assumed: the portal's server sees it, and nothing else could set it).
 * https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization-overview
 */
export function renewVisitorCookie(document: Document, createId: () => string): string {
  const value = readCookie(document, cookieName);
  const cookieId = value !== undefined && guidPattern.test(value) ? value : createId();
  setCookie(document, cookieName, cookieId);
  return cookieId;
}

export const forgetVisitorCookie = (document: Document): void => removeCookie(document, cookieName);
