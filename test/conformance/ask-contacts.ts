import type { Exchange } from "./frame.ts";

/** Which contacts a filter finds, by last name. */
export function findsContacts(filter: string, ...lastNames: readonly string[]): Exchange {
  return {
    ask: `GET /_api/contacts?$select=lastname&$orderby=lastname&$filter=${filter}`,
    expect: { status: 200, json: { value: lastNames.map((lastname) => ({ lastname })) } },
  };
}

/** What FetchXML on contacts is answered with. */
export function fetchesContacts(xml: string, expected: Exchange["expect"]): Exchange {
  return { ask: `GET /_api/contacts?fetchXml=${encodeURIComponent(xml)}`, expect: expected };
}
