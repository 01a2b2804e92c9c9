import { contactTable } from "./contact-table.ts";
import {
  alternateKeyTable,
  customerProfileTable,
  personalizationActionTable,
  personalizationCookieTable,
  personalizationUserTable,
  personalizationViewTable,
} from "./insights-tables.ts";
import type { TableDefinition } from "./table-definition.ts";

/** Every table of the emulated organization. */
export const tables: readonly TableDefinition[] = [
  contactTable,
  personalizationUserTable,
  personalizationCookieTable,
  personalizationViewTable,
  personalizationActionTable,
  customerProfileTable,
  alternateKeyTable,
];

/** By logical name, as Dataverse spells it: lower case. */
export function findTable(name: string): TableDefinition | undefined {
  return tables.find((table) => table.name === name);
}

/** By entity set name; case counts. */
export function findTableBySet(entitySet: string): TableDefinition | undefined {
  return tables.find((table) => table.entitySet === entitySet);
}
