import { bindQuery, type BoundQuery } from "../odata/bind-query.ts";
import { parseQuery } from "../odata/parse-query.ts";
import { findColumnByReadName, type TableDefinition } from "../schema/table-definition.ts";
import { portalUserId } from "../organization/system-users.ts";
import { columnNotEnabled, dataverseFault, filterDisabled, notBuilt } from "./portal-faults.ts";
import type { ReadScope } from "./read-scope.ts";
import { allowedColumns, isListedCustom } from "./require-columns.ts";
import type { WebApiCall } from "./web-api-call.ts";

/**
 * The query options of the request, bound to the table and judged. A setting that makes the whole table unreadable is told before any name in the
 * query. Throws PortalFault, QueryFault.
 */
export function readQuery(call: WebApiCall, table: TableDefinition, scope: ReadScope): BoundQuery {
  const { context, url } = call;
  const columns = allowedColumns(call, table, "read");
  const params = url.searchParams;
  if (params.has("$skip")) throw dataverseFault(400, "0x80060888", "Skip Clause is not supported in CRM");
  if (params.has("$filter") && isFilterDisabled(call, table)) throw filterDisabled(table.name);
  const query = parseQuery(params);
  if (query.select?.includes("*") && call.columns === "listed") throw columnNotEnabled("*", table.name);
  const unheld = query.select?.find((name) => findColumnByReadName(table, name) === undefined && isListedCustom(name, columns));
  if (unheld !== undefined && call.columns === "listed") {
    throw notBuilt(`the column ${unheld} of ${table.name}, which the site serves. Describe it in a schema file.`);
  }
  const bound = bindQuery(query, table, {
    schema: context.schema,
    now: context.clock.now(),
    userId: portalUserId,
    surface: "portal",
    takesQuotedGuids: context.switches.quotedGuids === "taken",
  });
  scope.require(bound.uses);
  return bound;
}

function isFilterDisabled({ access, context, columns }: WebApiCall, table: TableDefinition): boolean {
  const setting = access.setting(`Webapi/${table.name}/disableodatafilter`);
  return columns === "listed" && context.switches.disableODataFilter === "obeyed" && setting?.trim().toLowerCase() === "true";
}
