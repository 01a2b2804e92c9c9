import type { Site } from "../../site/site.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { configurationTable, notBuilt, tableNotEnabled, unknownResource } from "./portal-faults.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** Standard tables of Dataverse that the emulator may not hold, by entity set name. */
const otherTables: ReadonlyMap<string, string> = new Map([
  ["accounts", "account"],
  ["activitypointers", "activitypointer"],
  ["annotations", "annotation"],
  ["appointments", "appointment"],
  ["emails", "email"],
  ["feedback", "feedback"],
  ["incidents", "incident"],
  ["invitations", "adx_invitation"],
  ["knowledgearticles", "knowledgearticle"],
  ["leads", "lead"],
  ["opportunities", "opportunity"],
  ["phonecalls", "phonecall"],
  ["products", "product"],
  ["systemusers", "systemuser"],
  ["tasks", "task"],
  ["teams", "team"],
]);

/** The table behind an entity set, if the site serves it. Throws PortalFault. */
export function findServedTable(call: WebApiCall, entitySet: string): TableDefinition {
  const { schema } = call.context;
  const table = isConfiguration(entitySet) ? undefined : schema.findTableBySet(entitySet);
  if (table === undefined || table.intersect === true) {
    throw refuseUnheld(call, entitySet);
  }
  requireServed(call, table);
  return table;
}

/** Throws PortalFault unless the site serves the table: the request's own, one it expands, or one a lookup is bound to. */
export function requireServed(call: WebApiCall, table: TableDefinition): void {
  const { access, columns } = call;
  if (isConfiguration(table.entitySet)) throw refuseConfiguration(call, table.entitySet);
  if (columns === "every") return;
  const settings = access.webApi(table.name);
  if (settings.cannotConclude !== undefined) throw notBuilt(settings.cannotConclude);
  if (!settings.enabled) throw refuseDisabled(call, table.entitySet, table.name);
}

const configurationPattern =
  /^adx_(?:columnpermission|contentaccesslevel|contentsnippet|entityform|entitylist|entitypermission|externalidentit|pagealert|pagenotification|pagetag|pagetemplate|portallanguage|publishingstate|redirect|serverlogic|setting|shortcut|sitemarker|sitesetting|urlhistor|webfile|webform|weblink|webpage|webrole|website|webtemplate)/u;

/** The portal's own configuration is never served. https://learn.microsoft.com/power-pages/configure/web-api-overview */
function isConfiguration(entitySet: string): boolean {
  return configurationPattern.test(entitySet) || entitySet.startsWith("mspp_") || entitySet === "powerpagecomponents";
}

/** Observed (third party): the tables of the two data models are told apart. */
function refuseConfiguration(call: WebApiCall, entitySet: string): Error {
  return entitySet.startsWith("adx_")
    ? configurationTable(entitySet)
    : refuseDisabled(call, entitySet, entitySet.replace(/ies$/u, "y").replace(/s$/u, ""));
}

function refuseDisabled({ context }: WebApiCall, entitySet: string, table: string): Error {
  return tableNotEnabled(context.switches.disabledTableName === "logical-name" ? table : entitySet);
}

function refuseUnheld(call: WebApiCall, entitySet: string): Error {
  if (isConfiguration(entitySet)) return refuseConfiguration(call, entitySet);
  const { access, context } = call;
  const standard = otherTables.get(entitySet);
  const names =
    standard === undefined
      ? namedTables(context.site()).filter((name) => context.schema.findTable(name) === undefined && setNames(name).includes(entitySet))
      : [standard];
  const enabled = names.find((name) => access.webApi(name).enabled);
  if (enabled !== undefined) {
    return notBuilt(`the table ${enabled}, which the site serves. Describe it in a schema file.`);
  }
  const [name] = names;
  return name === undefined ? unknownResource(entitySet) : refuseDisabled(call, entitySet, name);
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
