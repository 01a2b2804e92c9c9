import { createHash } from "node:crypto";
import type { Clock } from "../emulator-context.ts";
import type { Row, Store } from "../store/store.ts";
import { alternateKeyTable, cookieTable, profileTable, userTable } from "./insights-tables.ts";
import { currentLinks, findAlternateKey, resolveLink, textOf } from "./links.ts";
import { strictVisitorRules, visitorStates } from "./visitor-states.ts";
import type { VisitorRules } from "./visitor-states.ts";

/** The data source's name in `msdynci_identifier` (`DataSourceName|TableName|AlternateValue`); a tenant chooses its own. */
const dataSourceName = "Dataverse";

export interface RefreshOutcome {
  /** Contacts that got a customer profile in this run. */
  readonly unified: number;
  /** Visitors that became known in this run. */
  readonly resolved: number;
  /** Profiles removed because their contact is gone. */
  readonly removed: number;
}

/**
 * A Customer Insights refresh: ingests and unifies every contact, stamps the customer profile back on it, resolves the links that waited.
 * One profile per contact: match rules between contacts are not emulated.
 * https://learn.microsoft.com/dynamics365/customer-insights/data/integrate-d365-apps (back-stamping)
 */
export function refreshCustomerInsights(store: Store, clock: Clock, rules: VisitorRules = strictVisitorRules): RefreshOutcome {
  return store.transaction(() => {
    const removed = removeOrphans(store);
    let unified = 0;
    for (const contact of store.query("contact")) {
      if (findAlternateKey(store, textOf(contact, "contactid")) !== undefined) continue;
      unifyContact(store, contact);
      unified += 1;
    }
    const expired = new Set(visitorStates(store, clock, rules).flatMap(({ cookieId, state }) => (state === "expired" ? [cookieId] : [])));
    let resolved = 0;
    for (const link of currentLinks(store).values()) {
      if (link.alternateKeyId !== undefined || expired.has(link.cookieId)) continue;
      const key = findAlternateKey(store, link.contactId);
      if (key === undefined) continue;
      resolveLink(store, link, key);
      resolved += 1;
    }
    return { unified, resolved, removed };
  });
}

function unifyContact(store: Store, contact: Row): void {
  const contactId = textOf(contact, "contactid");
  const customerId = createHash("sha256").update(`contact|${contactId}`).digest("hex").slice(0, 32);
  const profile = store.insert(profileTable, {
    msdynci_customerid: customerId,
    msdynci_dataverse_contact_contactid: contactId,
    msdynci_firstname: contact["firstname"] ?? null,
    msdynci_lastname: contact["lastname"] ?? null,
    msdynci_emailaddress1: contact["emailaddress1"] ?? null,
  });
  const profileId = textOf(profile, "msdynci_customerprofileid");
  store.insert(alternateKeyTable, {
    msdynci_alternatevalue: contactId,
    msdynci_customerid: customerId,
    msdynci_datasourcename: dataSourceName,
    msdynci_entityname: "contact",
    msdynci_identifier: `${dataSourceName}|contact|${contactId}`,
    msdynci_keyring: JSON.stringify({ [`${dataSourceName}_contact`]: [contactId] }),
    msdynci_lookupfield_customer: profileId,
  });
  store.update("contact", contactId, { msdynci_lookupfield_customerprofile: profileId });
}

/** Erasure: a contact deleted at its source leaves with the next refresh. https://learn.microsoft.com/dynamics365/customer-insights/data/dsr-rights-requests */
function removeOrphans(store: Store): number {
  let removed = 0;
  for (const key of store.query(alternateKeyTable, { equals: { msdynci_entityname: "contact" } })) {
    if (store.find("contact", textOf(key, "msdynci_alternatevalue")) !== undefined) continue;
    const keyId = textOf(key, "msdynci_alternatekeyid");
    for (const user of store.query(userTable, { equals: { msdynci_alternatekeyreference: keyId } }))
      store.update(userTable, textOf(user, "msdynci_personalizationuserid"), { msdynci_alternatekeyreference: null });
    for (const cookie of store.query(cookieTable, { equals: { msdynci_lookupfield_alternatekey: keyId } }))
      store.update(cookieTable, textOf(cookie, "msdynci_personalizationcookieid"), { msdynci_lookupfield_alternatekey: null });
    store.remove(profileTable, textOf(key, "msdynci_lookupfield_customer"));
    store.remove(alternateKeyTable, keyId);
    removed += 1;
  }
  return removed;
}
