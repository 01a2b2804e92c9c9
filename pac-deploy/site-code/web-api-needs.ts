import type { Site } from "../../site/site.ts";
import { readTableNames, type TableNames } from "./table-names.ts";
import type { WebApiUse } from "./find-web-api-uses.ts";

/** What the site's own code needs of one table in the Web API. */
export interface TableNeeds {
  readonly table: string;
  readonly uses: readonly WebApiUse[];
  /** Logical names in small letters, lookups as the calls need them: sorted. */
  readonly columns: readonly string[];
  /** The use that needs each of them first. */
  readonly firstUse: ReadonlyMap<string, WebApiUse>;
  /** Uses whose columns cannot be told, with the reason. */
  readonly unknown: readonly { readonly use: WebApiUse; readonly why: string }[];
}

export interface WebApiNeeds {
  readonly names: TableNames;
  readonly tables: ReadonlyMap<string, TableNeeds>;
  /** Uses whose table the site does not tell. */
  readonly unplaced: readonly { readonly use: WebApiUse; readonly why: string }[];
  readonly uses: readonly WebApiUse[];
}

/** Puts the uses of the Web API to their tables. A use that cannot be placed may be of any table. */
export function readWebApiNeeds(site: Site, uses: readonly WebApiUse[]): WebApiNeeds {
  const names = readTableNames(site);
  const tables = new Map<string, { uses: WebApiUse[]; firstUse: Map<string, WebApiUse>; unknown: { use: WebApiUse; why: string }[] }>();
  const unplaced: { use: WebApiUse; why: string }[] = [];
  const at = (table: string) => {
    const known = tables.get(table) ?? { uses: [], firstUse: new Map<string, WebApiUse>(), unknown: [] };
    tables.set(table, known);
    return known;
  };
  for (const use of uses) {
    const table = use.setName === undefined ? undefined : names.tableOf(use.setName);
    if (table === undefined)
      unplaced.push({ use, why: use.setName === undefined ? (use.unknown ?? "the table") : `which table the set ${use.setName} is of` });
    if (table !== undefined) {
      const needs = at(table);
      needs.uses.push(use);
      for (const column of columnsOf(use)) if (!needs.firstUse.has(column)) needs.firstUse.set(column, use);
      const why = use.unknown ?? (use.isUnselected ? "it has no $select" : undefined);
      if (why !== undefined) needs.unknown.push({ use, why });
    }
    for (const one of use.fetch) {
      if (one.table === "") continue;
      const needs = at(one.table);
      if (one.table !== table) needs.uses.push(use);
      for (const column of one.columns) if (!needs.firstUse.has(column)) needs.firstUse.set(column, use);
    }
    for (const { navigation, columns, isWhole } of use.related) {
      const target = targetOf(navigation, names);
      if (target === undefined) {
        unplaced.push({ use, why: `which table ${navigation} leads to` });
        continue;
      }
      const needs = at(target);
      if (target !== table) needs.uses.push(use);
      for (const column of columns) if (!needs.firstUse.has(column)) needs.firstUse.set(column, use);
      if (!isWhole) needs.unknown.push({ use, why: `what it reads or writes through ${navigation}` });
    }
  }
  return {
    names,
    tables: new Map(
      [...tables].map(([table, needs]) => [table, { table, ...needs, columns: withKey(table, [...needs.firstUse.keys()]).toSorted() }]),
    ),
    unplaced,
    uses,
  };
}

/** The column of a table's ids: sources disagree on whether it must be listed, and it tells nothing that the rows do not. */
export const primaryKeyOf = (table: string): string => (activities.has(table) ? "activityid" : `${table}id`);

const activities = new Set([
  "activitypointer",
  "appointment",
  "email",
  "fax",
  "letter",
  "phonecall",
  "task",
  "socialactivity",
  "campaignresponse",
]);
const withKey = (table: string, columns: readonly string[]): string[] =>
  columns.length === 0 ? [] : [...new Set([primaryKeyOf(table), ...columns])];

/**
 * Columns as the fields setting must list them: a lookup that is set by its navigation property, by its logical name.
 * https://learn.microsoft.com/power-pages/configure/web-api-overview
 */
function columnsOf({ reads, writes, links, related, setName, fetch }: WebApiUse): string[] {
  const own = fetch.length > 0 ? [] : reads;
  const lookups = [...links, ...related.map(({ navigation }) => navigation).filter((navigation) => isLookup(navigation))];
  const read = related.filter(({ navigation }) => isLookup(navigation)).map(({ navigation }) => `_${lookupOf(navigation)}_value`);
  return setName === undefined ? [] : [...own, ...writes, ...lookups.map(lookupOf), ...read];
}

/** Lookups that lead to several tables, whose navigation properties name the table. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/multitable-lookup */
const severalTables = /^(parentcustomerid|customerid|objectid|regardingobjectid|ownerid|from|to|partyid)_(\w+?)(?:_[a-z0-9]+)?$/;

const lookupOf = (navigation: string): string => (severalTables.exec(navigation)?.[1] ?? navigation).toLowerCase();
/** By its name: standard lookups end so. Of a custom navigation property the name does not tell. */
const isLookup = (navigation: string): boolean => severalTables.test(navigation) || navigation in targets;

const targets: Readonly<Record<string, string>> = {
  primarycontactid: "contact",
  parentaccountid: "account",
  parentcontactid: "contact",
  accountid: "account",
  transactioncurrencyid: "transactioncurrency",
  owninguser: "systemuser",
  createdby: "systemuser",
  modifiedby: "systemuser",
};
const collections: Readonly<Record<string, string>> = {
  contact_customer_accounts: "contact",
  Contact_Annotation: "annotation",
  Account_Annotation: "annotation",
  Incident_Annotation: "annotation",
  incident_customer_contacts: "incident",
  incident_customer_accounts: "incident",
};

function targetOf(navigation: string, names: TableNames): string | undefined {
  const standard = targets[navigation] ?? collections[navigation];
  if (standard !== undefined) return standard;
  const named = severalTables.exec(navigation)?.[2];
  if (named !== undefined && names.known.has(named)) return named;
  // Dataverse names the notes of a table so.
  return /^\w+_Annotations?$/.test(navigation) ? "annotation" : undefined;
}
