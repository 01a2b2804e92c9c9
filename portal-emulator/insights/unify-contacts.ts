import { createHash, randomUUID } from "node:crypto";
import type { FilterNode } from "../query/filter.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row, Store } from "../store/store.ts";
import { alternateKeyTable, profileLookup, profileTable } from "./insights-tables.ts";
import { textOf } from "./links.ts";

/** The data source's name in `msdynci_identifier` (`DataSourceName|TableName|AlternateValue`); a tenant chooses its own. */
const dataSourceName = "Dataverse";

/** A contact with its customer profile, after unification. */
export interface UnifiedContact {
  readonly contactId: string;
  readonly profileId: string;
  readonly isNew: boolean;
  /** Whether the contact already points at its profile. */
  readonly isStamped: boolean;
}

/**
 * Of a range of contacts those to ingest: those without a profile, and those changed since theirs was written. Row versions rise over all tables, so a contact newer than
 * its profile has changed: Dataverse's change tracking, which the product reads, says the same.
 * https://learn.microsoft.com/dynamics365/customer-insights/data/connect-dataverse
 */
export function findChangedContacts(store: Store, schema: Schema, range: FilterNode): string[] {
  const toProfile = schema.navigations("contact").find((one) => one.kind === "lookup" && one.column === profileLookup);
  if (toProfile?.kind !== "lookup") throw new TypeError(`The table contact has no lookup ${profileLookup}.`);
  const isIngested: FilterNode = {
    kind: "compare",
    operator: "lt",
    left: { kind: "column", name: "versionnumber" },
    right: { kind: "column", name: "versionnumber", via: [toProfile] },
  };
  const isContact: FilterNode = {
    kind: "compare",
    operator: "eq",
    left: { kind: "column", name: "msdynci_entityname" },
    right: { kind: "literal", value: "contact" },
  };
  const hasKey: FilterNode = {
    kind: "linked",
    table: alternateKeyTable,
    from: "msdynci_lookupfield_customer",
    to: profileLookup,
    filter: isContact,
  };
  const hasChanged: FilterNode = { kind: "not", operand: { kind: "holds", operand: { kind: "and", operands: [isIngested, hasKey] } } };
  return store
    .query("contact", { filter: { kind: "and", operands: [range, hasChanged] }, columns: ["contactid"] })
    .map((row) => textOf(row, "contactid"));
}

/**
 * Ingests and unifies these contacts: one profile each, since match rules between contacts are not emulated. One deleted meanwhile is left out.
 * The caller's transaction makes it all or nothing.
 */
export function unifyContacts(store: Store, contactIds: readonly string[]): UnifiedContact[] {
  const contacts = store.query("contact", { filter: isOneOf("contactid", contactIds), columns: [...ingestedColumns, profileLookup] });
  const keys = new Map(
    store
      .query(alternateKeyTable, { equals: { msdynci_entityname: "contact" }, filter: isOneOf("msdynci_alternatevalue", contactIds) })
      .map((key) => [textOf(key, "msdynci_alternatevalue").toLowerCase(), key]),
  );
  const profiles: Row[] = [];
  const newKeys: Row[] = [];
  const unified = contacts.map((contact): UnifiedContact => {
    const contactId = textOf(contact, "contactid");
    const key = keys.get(contactId);
    const known = key === undefined ? "" : textOf(key, "msdynci_lookupfield_customer");
    const profileId = known === "" ? randomUUID() : known;
    const customerId = key === undefined ? customerIdOf(contactId) : textOf(key, "msdynci_customerid");
    const isNew = known === "" || store.update(profileTable, profileId, profileCells(contact)) === undefined;
    if (isNew) profiles.push({ ...profileCells(contact), msdynci_customerprofileid: profileId, msdynci_customerid: customerId });
    if (key === undefined) newKeys.push(keyCells(contactId, profileId));
    // Seeded by hand without a profile.
    else if (known === "")
      store.update(alternateKeyTable, textOf(key, "msdynci_alternatekeyid"), { msdynci_lookupfield_customer: profileId });
    return { contactId, profileId, isNew, isStamped: contact[profileLookup] === profileId };
  });
  store.insertMany(profileTable, profiles);
  store.insertMany(alternateKeyTable, newKeys);
  return unified;
}

/** Ingests contacts once more: their profiles are then newer than the stamp they just got, and than what plug-ins made of the stamp. */
export function ingestAgain(store: Store, unified: readonly UnifiedContact[]): void {
  const profileOf = new Map(unified.map(({ contactId, profileId }) => [contactId, profileId]));
  for (const contact of store.query("contact", { filter: isOneOf("contactid", [...profileOf.keys()]), columns: ingestedColumns }))
    store.update(profileTable, profileOf.get(textOf(contact, "contactid")) ?? "", profileCells(contact));
}

const ingestedColumns = ["contactid", "firstname", "lastname", "emailaddress1"] as const;

/** 32 hexadecimal digits (documented); how the product draws them is its own. */
const customerIdOf = (contactId: string): string => createHash("sha256").update(`contact|${contactId}`).digest("hex").slice(0, 32);

const profileCells = (contact: Row): Row => ({
  msdynci_dataverse_contact_contactid: textOf(contact, "contactid"),
  msdynci_firstname: contact["firstname"] ?? null,
  msdynci_lastname: contact["lastname"] ?? null,
  msdynci_emailaddress1: contact["emailaddress1"] ?? null,
});

const keyCells = (contactId: string, profileId: string): Row => ({
  msdynci_alternatevalue: contactId,
  msdynci_customerid: customerIdOf(contactId),
  msdynci_datasourcename: dataSourceName,
  msdynci_entityname: "contact",
  msdynci_identifier: `${dataSourceName}|contact|${contactId}`,
  msdynci_keyring: JSON.stringify({ [`${dataSourceName}_contact`]: [contactId] }),
  msdynci_lookupfield_customer: profileId,
});

const isOneOf = (name: string, values: readonly string[]): FilterNode => ({ kind: "in", column: { kind: "column", name }, values });
