import type { EmulatorSwitches } from "../switches.ts";
import type { Row, Store } from "../store/store.ts";
import { alternateKeyTable, cookieTable, userTable } from "./insights-tables.ts";
import { isGuid } from "./parse-event-batch.ts";

/** What the latest `setUser` of a cookie that named somebody says. */
export interface CookieLink {
  readonly cookieId: string;
  readonly contactId: string;
  /** Id of the PersonalizationUser row. */
  readonly userRowId: string;
  /** The unified row it resolved to; undefined while Customer Insights cannot resolve it. */
  readonly alternateKeyId: string | undefined;
}

export type LinkRules = Pick<EmulatorSwitches, "authIdForm">;

const linkColumns = [
  "msdynci_personalizationuserid",
  "msdynci_personalizationcookiereference",
  "msdynci_userauthid",
  "msdynci_alternatekeyreference",
  "msdynci_signaltimestamp",
] as const;

/**
 * The link of a cookie: its latest user row that names somebody, a contact Customer Insights has unified or one Dataverse has. That a later `setUser` moves
 * the cookie to the other contact is assumed, and so is that an id nobody has leaves the earlier link alone.
 */
export function findLink(store: Store, cookieId: string, rules: LinkRules): CookieLink | undefined {
  const rows = store.query(userTable, { equals: { msdynci_personalizationcookiereference: cookieId }, columns: linkColumns });
  return chooseLink(cookieId, rows, createNameCheck(store), rules);
}

/** As `findLink`, for every cookie that has one. */
export function findLinks(store: Store, rules: LinkRules): ReadonlyMap<string, CookieLink> {
  const namesSomebody = createNameCheck(store);
  const byCookie = new Map<string, Row[]>();
  for (const row of store.query(userTable, { columns: linkColumns })) {
    const cookieId = textOf(row, "msdynci_personalizationcookiereference");
    const rows = byCookie.get(cookieId);
    if (rows !== undefined) rows.push(row);
    // Those of an expired visitor who came back belong to no cookie any more.
    else if (cookieId !== "") byCookie.set(cookieId, [row]);
  }
  return new Map(
    [...byCookie].flatMap(([cookieId, rows]) => {
      const link = chooseLink(cookieId, rows, namesSomebody, rules);
      return link === undefined ? [] : [[cookieId, link]];
    }),
  );
}

function chooseLink(
  cookieId: string,
  rows: readonly Row[],
  namesSomebody: (contactId: string) => boolean,
  rules: LinkRules,
): CookieLink | undefined {
  for (const row of [...rows].sort(latestFirst)) {
    const contactId = readContactId(row, rules);
    if (contactId === undefined || !namesSomebody(contactId)) continue;
    const alternateKeyId = textOf(row, "msdynci_alternatekeyreference");
    return {
      cookieId,
      contactId,
      userRowId: textOf(row, "msdynci_personalizationuserid"),
      alternateKeyId: alternateKeyId === "" ? undefined : alternateKeyId,
    };
  }
  return undefined;
}

/** Customer Insights knows a contact until the refresh after its deletion; Dataverse knows it before the refresh after its creation. */
function createNameCheck(store: Store): (contactId: string) => boolean {
  const known = new Map<string, boolean>();
  return (contactId) => {
    const found =
      known.get(contactId) ?? (findAlternateKey(store, contactId) !== undefined || store.find("contact", contactId) !== undefined);
    known.set(contactId, found);
    return found;
  };
}

/**
 * Ties a cookie's link to the unified row of its contact, if there is one, and the cookie to what its link is tied to.
 * @returns whether the link was tied just now
 */
export function resolveLink(store: Store, link: CookieLink): boolean {
  const key = link.alternateKeyId === undefined ? findAlternateKey(store, link.contactId) : undefined;
  const keyId = key === undefined ? link.alternateKeyId : textOf(key, "msdynci_alternatekeyid");
  if (key !== undefined && keyId !== undefined) {
    // The partition of a row without one is its own id (documented); that this is what the column beside the lookup holds is assumed.
    store.update(userTable, link.userRowId, { msdynci_alternatekeyreference: keyId, msdynci_alternatekeyreferencepid: keyId });
  }
  tieCookie(store, link.cookieId, keyId ?? null);
  return key !== undefined;
}

export function tieCookie(store: Store, cookieId: string, alternateKeyId: string | null): void {
  const cookie = store.find(cookieTable, cookieId);
  if (cookie === undefined || (cookie["msdynci_lookupfield_alternatekey"] ?? null) === alternateKeyId) return;
  store.update(cookieTable, cookieId, { msdynci_lookupfield_alternatekey: alternateKeyId });
}

/** The unified row of a contact, made by a refresh. */
const findAlternateKey = (store: Store, contactId: string): Row | undefined =>
  store.query(alternateKeyTable, { equals: { msdynci_entityname: "contact", msdynci_alternatevalue: contactId }, top: 1 })[0];

export function textOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : "";
}

function readContactId(row: Row, { authIdForm }: LinkRules): string | undefined {
  const authId = textOf(row, "msdynci_userauthid");
  const contactId = authIdForm === "any-guid" ? authId.toLowerCase().replace(/^\{(.*)\}$/, "$1") : authId;
  return isGuid(contactId) ? contactId : undefined;
}

/** Of one moment the later row: their ids rise, while their versions change when a link is resolved. */
function latestFirst(one: Row, other: Row): number {
  return (
    textOf(other, "msdynci_signaltimestamp").localeCompare(textOf(one, "msdynci_signaltimestamp")) ||
    textOf(other, "msdynci_personalizationuserid").localeCompare(textOf(one, "msdynci_personalizationuserid"))
  );
}
