/** The path on this site that a return address names; undefined for none and for another site's: a sign-in never leads away. */
export function findReturnPath(returnUrl: string | null | undefined, origin: string): string | undefined {
  if (returnUrl === null || returnUrl === undefined || returnUrl === "") return undefined;
  const url = URL.canParse(returnUrl, origin) ? new URL(returnUrl, origin) : undefined;
  if (url === undefined || url.origin !== new URL(origin).origin) return undefined;
  // A path of two slashes would be read as another host by whoever is redirected to it.
  return url.pathname.startsWith("//") ? undefined : `${url.pathname}${url.search}${url.hash}`;
}
