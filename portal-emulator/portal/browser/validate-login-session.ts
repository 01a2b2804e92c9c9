import type { JqXhr } from "./jquery.ts";

/**
 * The portal's global that the documented `safeAjax` hands each success to: an answer that is a sign-in page means that the session has
 * lapsed, and the visitor is sent there; any other goes on to `resolve`. Its source is not public. That it detects a lapsed session and redirects
 * is observed (third party); how it tells the page, and where it goes, is assumed.
 * @param goTo leaves the page
 */
export function createValidateLoginSession(page: { readonly pathname: string; readonly search: string }, goTo: (address: string) => void) {
  return (data: unknown, textStatus: unknown, xhr: JqXhr, resolve: (...values: unknown[]) => void): void => {
    if (isSignInPage(data, xhr)) goTo(`/SignIn?ReturnUrl=${encodeURIComponent(page.pathname + page.search)}`);
    else resolve(data, textStatus, xhr);
  };
}

function isSignInPage(data: unknown, xhr: JqXhr): boolean {
  return (
    typeof data === "string" &&
    /^text\/html\b/i.test(xhr.getResponseHeader("content-type") ?? "") &&
    /^\s*(?:<!doctype html|<html)\b/i.test(data) &&
    /\/(?:signin|account\/login)\b/i.test(data)
  );
}
