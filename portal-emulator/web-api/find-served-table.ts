import type { Access } from "../../access/access.ts";
import type { Site } from "../../site/site.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { findTableBySet } from "../schema/tables.ts";
import { configurationTable, notBuilt, tableNotEnabled, unknownResource } from "./portal-faults.ts";

/** Standard tables of Dataverse that the emulator does not hold, by entity set name. */
const otherTables: ReadonlyMap<string, string> = new Map([
  ["accounts", "account"],
  ["activitypointers", "activitypointer"],
  ["annotations", "annotation"],
  ["appointments", "appointment"],
  ["feedback", "feedback"],
  ["incidents", "incident"],
  ["invitations", "adx_invitation"],
  ["leads", "lead"],
  ["opportunities", "opportunity"],
  ["systemusers", "systemuser"],
  ["tasks", "task"],
  ["teams", "team"],
]);

/** The table behind an entity set, if the site serves it. Throws PortalFault. */
export function findServedTable(entitySet: string, access: Access, site: Site): TableDefinition {
  const table = findTableBySet(entitySet);
  if (table === undefined) {
    throw refuseUnheld(entitySet, access, site);
  }
  const settings = access.webApi(table.name);
  if (settings.cannotConclude !== undefined) {
    throw notBuilt(settings.cannotConclude);
  }
  if (!settings.enabled) {
    throw tableNotEnabled(entitySet);
  }
  return table;
}

function refuseUnheld(entitySet: string, access: Access, site: Site): Error {
  // Observed (third party): the portal's own configuration is never served.
  if (entitySet.startsWith("adx_")) {
    return configurationTable(entitySet);
  }
  if (entitySet.startsWith("mspp_") || entitySet === "powerpagecomponents") {
    return tableNotEnabled(entitySet);
  }
  const standard = otherTables.get(entitySet);
  const names = standard === undefined ? namedTables(site).filter((name) => setNames(name).includes(entitySet)) : [standard];
  const enabled = names.find((name) => access.webApi(name).enabled);
  if (enabled !== undefined) {
    return notBuilt(`the table ${enabled}, which the site serves. The emulator holds contact and the Customer Insights tables.`);
  }
  return names.length > 0 ? tableNotEnabled(entitySet) : unknownResource(entitySet);
}

/** Tables that the site's settings name: they exist, whatever they are. */
function namedTables(site: Site): readonly string[] {
  return site.settings.flatMap((setting) => {
    const name = /^webapi\/([^/]+)\/enabled$/iu.exec(setting.name)?.[1]?.toLowerCase();
    return name === undefined ? [] : [name];
  });
}

/** Entity set names are the plural of the logical name, mostly. */
function setNames(table: string): readonly string[] {
  return [`${table}s`, `${table}es`, ...(table.endsWith("y") ? [`${table.slice(0, -1)}ies`] : [])];
}
