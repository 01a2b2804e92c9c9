import { journeysCookieNames } from "../../../contract/names.ts";
import { readCookie, setCookie } from "./page-cookies.ts";
import { readKey } from "./tracker-settings.ts";

/** Who a visitor is to Customer Insights - Journeys; each "" when not known. */
export interface JourneysIdentification {
  readonly trackingContext: string;
  readonly formSubmissionId: string;
}

const [contextCookie, formCookie] = journeysCookieNames;
/** In the fragment of a tracking link's target, beside `msdynmkt_prefill`, which is the form loader's. */
const contextParameter = "msdynmkt_trackingcontext";
const guidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What a cookie can hold as it is. */
const formIdPattern = /^[\w-]{1,300}$/;

/**
 * From the address a tracking link led to, or the cookies of an earlier visit; undefined: nobody knows this visitor, or the page opted out.
 * A link sets the first cookie (documented; that its value is the parameter's is assumed). The second one is set by the service or the form loader, which
 * are not emulated, and only read here. Tracking consent of the contact, which decides what is recorded, is not emulated either.
 * https://learn.microsoft.com/dynamics365/customer-insights/journeys/real-time-journeys-cookies
 */
export function identifyJourneysVisitor(page: Window): JourneysIdentification | undefined {
  if (hasOptedOut(page)) return undefined;
  const { document } = page;
  const fromLink = new URLSearchParams(page.location.hash.slice(1)).get(contextParameter) ?? "";
  if (guidPattern.test(fromLink)) setCookie(document, contextCookie, fromLink);
  const trackingContext = keepIf(guidPattern, guidPattern.test(fromLink) ? fromLink : readCookie(document, contextCookie));
  const formSubmissionId = keepIf(formIdPattern, readCookie(document, formCookie));
  return trackingContext === "" && formSubmissionId === "" ? undefined : { trackingContext, formSubmissionId };
}

/** `function disableCookiesUsage() { return true; }` before the script: no non-essential cookie is set (documented); that nothing is recorded then is assumed. */
export function hasOptedOut(page: Window): boolean {
  const hook = readKey(page, "disableCookiesUsage");
  if (typeof hook !== "function") return false;
  try {
    const answer: unknown = hook.call(page);
    return answer === true;
  } catch {
    // The page's own function; the library throws nothing into the page, and without a yes or no nothing is set.
    return true;
  }
}

const keepIf = (pattern: RegExp, value: string | undefined): string => (value !== undefined && pattern.test(value) ? value : "");
