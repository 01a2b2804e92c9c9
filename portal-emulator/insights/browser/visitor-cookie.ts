const cookieName = "_msci";
/** Rolling: one year from each visit (documented). */
const lifetimeSeconds = 365 * 24 * 60 * 60;
const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The visitor's id: from the cookie when it holds one, otherwise new; renewed either way.
 * First-party and script-set (documented); path and SameSite are assumed.
 */
export function renewVisitorCookie(document: Document, createId: () => string): string {
  const cookieId = readVisitorCookie(document) ?? createId();
  document.cookie = `${cookieName}=${cookieId}; max-age=${lifetimeSeconds}; path=/; SameSite=Lax`;
  return cookieId;
}

function readVisitorCookie(document: Document): string | undefined {
  const value = document.cookie
    .split("; ")
    .find((pair) => pair.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1);
  return value !== undefined && guidPattern.test(value) ? value : undefined;
}
