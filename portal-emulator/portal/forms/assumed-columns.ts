import type { TableDefinition } from "../../schema/table-definition.ts";

/** What people ask for on forms of these tables; the first name is the table's. */
const usualColumns: Readonly<Record<string, readonly string[]>> = {
  contact: ["firstname", "lastname", "emailaddress1", "mobilephone"],
  lead: ["subject", "firstname", "lastname", "emailaddress1"],
  account: ["name", "telephone1", "emailaddress1"],
  incident: ["title", "description"],
  opportunity: ["name", "description"],
};

/** Columns without which Dataverse's own forms do not save. https://learn.microsoft.com/power-apps/developer/data-platform/reference/about-entity-reference */
const requiredColumns: Readonly<Record<string, readonly string[]>> = { contact: ["lastname"], lead: ["subject", "lastname"] };

/** Columns the platform keeps in every row. */
const platformColumns =
  /^(?:owner|owning|created|modified|overridden|importsequence|timezonerule|utcconversion|versionnumber|statecode|statuscode|transactioncurrency|exchangerate|process|stage|traversedpath)/;

const maxAssumed = 12;

export const listRequired = (table: TableDefinition): readonly string[] => requiredColumns[table.name] ?? [table.primaryName];

/** The columns a form of the table is assumed to have where nothing says more. */
export function listUsual(table: TableDefinition): readonly string[] {
  const usual = usualColumns[table.name];
  if (usual !== undefined) return usual;
  const own = table.columns.filter(
    ({ name, readOnly, type }) => readOnly !== true && type !== "uniqueidentifier" && type !== "bigint" && !platformColumns.test(name),
  );
  const names = own.map(({ name }) => name);
  return [...new Set([...names.filter((name) => name === table.primaryName), ...names])].slice(0, maxAssumed);
}
