import { oneToMany } from "./relationships.ts";
import type { OneToMany } from "./schema.ts";

// Names are documented (generated table references), except where they say otherwise. Deleting a parent is documented to do nothing to these
// rows; here it removes the link (assumed).

const lookups: readonly (readonly [schemaName: string, child: string, lookup: string, parent: string])[] = [
  ["msdynci_PersonalizationUser_AlternateKeyR", "msdynci_personalizationuser", "msdynci_AlternateKeyReference", "msdynci_alternatekey"],
  ["msdynci_PersonalizationView_AlternateKeyR", "msdynci_personalizationview", "msdynci_AlternateKeyReference", "msdynci_alternatekey"],
  ["msdynci_PersonalizationAction_AlternateKe", "msdynci_personalizationaction", "msdynci_AlternateKeyReference", "msdynci_alternatekey"],
  // The action's is assumed.
  ...(["User", "View", "Action"] as const).map(
    (kind) =>
      [
        `msdynci_Personalization${kind}_CookieRef`,
        `msdynci_personalization${kind.toLowerCase()}`,
        "msdynci_personalizationcookiereference",
        "msdynci_personalizationcookie",
      ] as const,
  ),
  [
    "msdynci_alternatekey_personalizationcookieref",
    "msdynci_personalizationcookie",
    "msdynci_lookupfield_alternatekey",
    "msdynci_alternatekey",
  ],
  ["msdynci_customer_alternatekey", "msdynci_alternatekey", "msdynci_lookupfield_customer", "msdynci_customerprofile"],
  ["msdynci_customer_unifiedactivity", "msdynci_unifiedactivity", "msdynci_lookupfield_customer", "msdynci_customerprofile"],
  // Assumed.
  ["msdynci_customer_contact", "contact", "msdynci_lookupfield_customerprofile", "msdynci_customerprofile"],
];

export const insightsLookups: readonly OneToMany[] = lookups.map(([schemaName, childTable, navigation, parentTable]) =>
  oneToMany({ schemaName, parentTable, childTable, lookup: navigation.toLowerCase(), childNavigation: navigation }),
);
