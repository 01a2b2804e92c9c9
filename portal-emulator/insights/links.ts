import type { Row, Store } from "../store/store.ts";
import { alternateKeyTable, cookieTable, userTable } from "./insights-tables.ts";
import { isGuid } from "./parse-event-batch.ts";

/** What the latest `setUser` of a cookie that named an existing contact says. */
export interface CookieLink {
  readonly cookieId: string;
  readonly contactId: string;
  /** Id of the PersonalizationUser row. */
  readonly userRowId: string;
  /** The unified row it resolved to; undefined while Customer Insights cannot resolve it. */
  readonly alternateKeyId: string | undefined;
}

/**
 * Resolves a cookie's link at once when its contact is already unified (documented: real-time merge at authentication).
 * Otherwise the row stays unresolved until the next refresh.
 */
export function linkVisitor(store: Store, userRow: Row): "resolved" | "pending" | "unmatched" {
  const contactId = findContactId(store, userRow);
  if (contactId === undefined) return "unmatched";
  const key = findAlternateKey(store, contactId);
  if (key === undefined) return "pending";
  resolveLink(
    store,
    { userRowId: textOf(userRow, "msdynci_personalizationuserid"), cookieId: textOf(userRow, "msdynci_userlocalid") },
    key,
  );
  return "resolved";
}

/** Writes the unified row's id to the link and to its cookie. */
export function resolveLink(store: Store, link: Pick<CookieLink, "userRowId" | "cookieId">, alternateKey: Row): void {
  const alternateKeyId = textOf(alternateKey, "msdynci_alternatekeyid");
  store.update(userTable, link.userRowId, { msdynci_alternatekeyreference: alternateKeyId });
  store.update(cookieTable, link.cookieId, { msdynci_lookupfield_alternatekey: alternateKeyId });
}

/**
 * One link per cookie: the latest that names an existing contact. That a later `setUser` moves the cookie to the other contact is assumed,
 * and so is that an id nobody has leaves the earlier link alone.
 */
export function currentLinks(store: Store): ReadonlyMap<string, CookieLink> {
  const links = new Map<string, CookieLink>();
  for (const row of oldestFirst(store.query(userTable))) {
    const contactId = findContactId(store, row);
    if (contactId === undefined) continue;
    const cookieId = textOf(row, "msdynci_userlocalid");
    const alternateKeyId = row["msdynci_alternatekeyreference"];
    links.set(cookieId, {
      cookieId,
      contactId,
      userRowId: textOf(row, "msdynci_personalizationuserid"),
      alternateKeyId: typeof alternateKeyId === "string" ? alternateKeyId : undefined,
    });
  }
  return links;
}

/** The unified row of a contact, made by a refresh. */
export const findAlternateKey = (store: Store, contactId: string): Row | undefined =>
  store.query(alternateKeyTable, { equals: { msdynci_entityname: "contact", msdynci_alternatevalue: contactId }, top: 1 })[0];

export function textOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : "";
}

/** Strict on purpose: an id in braces or upper case is not known to match live, so it does not match here. */
function findContactId(store: Store, userRow: Row): string | undefined {
  const authId = textOf(userRow, "msdynci_userauthid");
  return isGuid(authId) && store.find("contact", authId) !== undefined ? authId : undefined;
}

function oldestFirst(rows: readonly Row[]): Row[] {
  return [...rows].sort(
    (one, other) =>
      textOf(one, "msdynci_signaltimestamp").localeCompare(textOf(other, "msdynci_signaltimestamp")) ||
      Number(one["versionnumber"] ?? 0) - Number(other["versionnumber"] ?? 0),
  );
}
