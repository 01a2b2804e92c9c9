import { bindFetch } from "../fetchxml/bind-fetch.ts";
import { parseFetchXml } from "../fetchxml/parse-fetch-xml.ts";
import { renderFetchAnnotations, renderFetchRows } from "../fetchxml/render-fetch.ts";
import { runFetch } from "../fetchxml/run-fetch.ts";
import { readPageSize } from "../odata/read-prefer.ts";
import { portalUserId } from "../organization/system-users.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { commonHeaders } from "./portal-fault.ts";
import { malformed } from "./portal-faults.ts";
import { createReadScope } from "./read-scope.ts";
import { annotationsOf, readThrough } from "./read-through.ts";
import { allowedColumns } from "./require-columns.ts";
import type { WebApiCall } from "./web-api-call.ts";

/**
 * GET of a collection with `fetchXml`: the columns it names anywhere must be listed, its joined tables readable. The query options of OData beside it
 * say nothing. https://learn.microsoft.com/power-pages/configure/read-operations
 */
export async function answerFetch(call: WebApiCall, table: TableDefinition): Promise<Response> {
  const { context, request, url } = call;
  allowedColumns(call, table, "read");
  const [text = "", ...others] = url.searchParams.getAll("fetchXml");
  if (others.length > 0) throw malformed("Query option 'fetchXml' was specified more than once, but it must be specified at most once.");
  const scope = createReadScope(call, table, { language: "fetchxml" });
  const written = parseFetchXml(text);
  const fetch = bindFetch(written, table, {
    schema: context.schema,
    now: context.clock.now(),
    userId: portalUserId,
    notEqualTakesNull: context.switches.fetchNotEqual === "takes-null",
  });
  scope.require(fetch.uses);
  const countsAll = url.searchParams.get("$count") === "true";
  // Observed (third party).
  if (countsAll && fetch.returnsTotal) throw malformed("A total count is asked for twice: by returntotalrecordcount and by $count.");
  const pageSize = readPageSize(request.headers.get("prefer"));
  const tables = [...new Set([table.name, ...fetch.uses.map((use) => use.table)])];
  const body = await readThrough(call, { scope, tables }, async () => {
    const result = await runFetch(scope.context, fetch, { countsAll, ...(pageSize === undefined ? {} : { pageSize }) });
    const includes = annotationsOf(call);
    const annotations = renderFetchAnnotations(result, (name) => includes(name) && isShown(call, name));
    return { ...annotations, value: await renderFetchRows(scope.context, fetch, result, includes) };
  });
  return Response.json(body, { headers: commonHeaders });
}

function isShown({ context }: WebApiCall, annotation: string): boolean {
  return context.switches.totalRecordCount === "shown" || !annotation.includes("totalrecordcount");
}
