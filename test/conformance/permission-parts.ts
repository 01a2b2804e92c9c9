import type { PermissionPart } from "./conformance-site.ts";
import type { Exchange, Expected, Step } from "./frame.ts";

/** Where Microsoft's samples are the source. */
export const samples = "https://github.com/microsoft/power-pages-samples";

export const names = (...firstnames: readonly string[]): Expected => ({
  status: 200,
  json: { value: firstnames.map((firstname) => ({ firstname })) },
});
export const deals = (...titles: readonly string[]): Expected => ({ status: 200, json: { value: titles.map((name) => ({ name })) } });
export const denied = (code = "90040120"): Expected => ({ status: 403, code });

export const readNames = { ask: "GET /_api/contacts?$select=firstname&$orderby=firstname" };
export const readDeals = { ask: "GET /_api/opportunities?$select=name&$orderby=name" };
export const readNotes = { ask: "GET /_api/annotations?$select=subject" };
export const signedIn = ["authenticated"] as const;

/** One request per visitor, and what each gets. */
export function asEach(asked: Omit<Exchange, "expect" | "as">, answers: Readonly<Record<string, Expected>>): Step[] {
  return Object.entries(answers).map(([as, expected]) => ({ ...asked, as, expect: expected }));
}

export const ownContact: PermissionPart = {
  name: "Own contact",
  table: "contact",
  scope: "self",
  roles: signedIn,
  rights: "read write append appendto",
};
export const ownDeals: PermissionPart = {
  table: "opportunity",
  scope: "contact",
  relationship: "opportunity_customer_contacts",
  roles: signedIn,
  rights: "read write create",
};
export const companyDeals: PermissionPart = {
  table: "opportunity",
  scope: "account",
  relationship: "opportunity_parent_account",
  roles: signedIn,
  rights: "read",
};
export const ownNotes: PermissionPart = {
  table: "annotation",
  scope: "parent",
  parent: "Own contact",
  relationship: "Contact_Annotation",
  roles: signedIn,
  rights: "read create append",
};
