import { journeysCookieNames } from "../../contract/names.ts";
import { deleteCookie } from "../../identity/delete-cookie.ts";

/** Deletes the cookies of Customer Insights - Journeys, which tie later visits to whoever came through one of its links or forms. */
export function forgetJourneys(document: Document): void {
  for (const name of journeysCookieNames) deleteCookie(document, name);
}
