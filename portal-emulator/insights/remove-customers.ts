import type { FilterNode } from "../query/filter.ts";
import type { Row, Store } from "../store/store.ts";
import { alternateKeyTable, cookieTable, outcomeTables, profileLookup, profileTable, userTable } from "./insights-tables.ts";
import { tieCookie, textOf } from "./links.ts";

/**
 * A contact deleted at its source leaves with the next refresh, and what was worked out for it downstream; the cookies tied to it are unknown again.
 * What becomes of its views and actions is not documented: they stay. Looks at a range of the alternate keys.
 * https://learn.microsoft.com/dynamics365/customer-insights/data/dsr-rights-requests
 * @returns how many left
 */
export function removeCustomers(store: Store, range: FilterNode): number {
  const unstamped = store.query(alternateKeyTable, {
    equals: { msdynci_entityname: "contact" },
    filter: {
      kind: "and",
      operands: [
        range,
        { kind: "not", operand: { kind: "linked", table: "contact", from: profileLookup, to: "msdynci_lookupfield_customer" } },
      ],
    },
  });
  // Few: those that are gone, and those whose stamp a plug-in refused or somebody took away.
  const gone = unstamped.filter((key) => store.find("contact", textOf(key, "msdynci_alternatevalue")) === undefined);
  for (const key of gone) removeCustomer(store, key);
  return gone.length;
}

function removeCustomer(store: Store, key: Row): void {
  const keyId = textOf(key, "msdynci_alternatekeyid");
  for (const user of store.query(userTable, { equals: { msdynci_alternatekeyreference: keyId } })) {
    store.update(userTable, textOf(user, "msdynci_personalizationuserid"), {
      msdynci_alternatekeyreference: null,
      msdynci_alternatekeyreferencepid: null,
    });
  }
  for (const cookie of store.query(cookieTable, { equals: { msdynci_lookupfield_alternatekey: keyId } }))
    tieCookie(store, textOf(cookie, "msdynci_personalizationcookieid"), null);
  for (const table of outcomeTables) {
    for (const row of store.query(table, { equals: { msdynci_customerid: textOf(key, "msdynci_customerid") }, columns: [`${table}id`] }))
      store.remove(table, textOf(row, `${table}id`));
  }
  store.remove(profileTable, textOf(key, "msdynci_lookupfield_customer"));
  store.remove(alternateKeyTable, keyId);
}
