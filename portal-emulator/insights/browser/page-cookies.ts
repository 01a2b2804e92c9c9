/** Of `_msci`, and of the cookies of Customer Insights - Journeys (documented: 365 days). https://learn.microsoft.com/dynamics365/customer-insights/journeys/real-time-journeys-cookies */
const lifetimeSeconds = 365 * 24 * 60 * 60;

export const readCookie = (document: Document, name: string): string | undefined =>
  document.cookie
    .split("; ")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** First-party, on the client, for a year; path and SameSite are assumed. @param value without characters that end a cookie */
export function setCookie(document: Document, name: string, value: string): void {
  document.cookie = `${name}=${value}; max-age=${lifetimeSeconds}; path=/; SameSite=Lax`;
}

export function removeCookie(document: Document, name: string): void {
  document.cookie = `${name}=; max-age=0; path=/; SameSite=Lax`;
}
