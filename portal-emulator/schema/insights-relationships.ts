import { oneToMany } from "./relationships.ts";
import type { OneToMany } from "./schema.ts";

// Navigation properties of the personalization tables and that the lookups exist are documented (generated table references); the names of
// the relationships, and with them the collections of the parents, are assumed: child table, lookup, parent table.

const lookups: readonly (readonly [child: string, lookup: string, parent: string])[] = [
  ...["user", "view", "action"].flatMap((kind) => [
    [`msdynci_personalization${kind}`, "msdynci_AlternateKeyReference", "msdynci_alternatekey"] as const,
    [`msdynci_personalization${kind}`, "msdynci_personalizationcookiereference", "msdynci_personalizationcookie"] as const,
  ]),
  ["msdynci_personalizationcookie", "msdynci_lookupfield_alternatekey", "msdynci_alternatekey"],
  ["msdynci_alternatekey", "msdynci_lookupfield_customer", "msdynci_customerprofile"],
  ["msdynci_unifiedactivity", "msdynci_lookupfield_customer", "msdynci_customerprofile"],
  ["contact", "msdynci_lookupfield_customerprofile", "msdynci_customerprofile"],
];

export const insightsLookups: readonly OneToMany[] = lookups.map(([childTable, navigation, parentTable]) =>
  oneToMany({
    schemaName: `${childTable}_${navigation}_${parentTable}`,
    parentTable,
    childTable,
    lookup: navigation.toLowerCase(),
    childNavigation: navigation,
  }),
);
