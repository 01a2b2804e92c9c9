import { bindFetch } from "../fetchxml/bind-fetch.ts";
import { parseFetchXml } from "../fetchxml/parse-fetch-xml.ts";
import { renderFetchAnnotations, renderFetchRows } from "../fetchxml/render-fetch.ts";
import { runFetch } from "../fetchxml/run-fetch.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import type { OrgCall } from "./org-call.ts";
import { OrgFault } from "./org-fault.ts";
import { appliedHeader } from "./preferences.ts";
import { readContext } from "./read-rows.ts";
import { json } from "./render-rows.ts";

/** GET of a collection with `fetchXml`. https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/retrieve-data */
export async function answerFetch(call: OrgCall, table: TableDefinition): Promise<Response> {
  const [text = "", ...others] = call.url.searchParams.getAll("fetchXml");
  if (others.length > 0) throw new OrgFault(400, "0x80060888", "Query option 'fetchXml' was specified more than once.");
  const { pageSize, includes } = call.preferences;
  const { schema, clock, switches } = call.context;
  const fetch = bindFetch(parseFetchXml(text), table, {
    schema,
    now: clock.now(),
    userId: call.caller.userId,
    notEqualTakesNull: switches.fetchNotEqual === "takes-null",
  });
  const context = readContext(call);
  const result = await runFetch(context, fetch, {
    countsAll: call.url.searchParams.get("$count") === "true",
    ...(pageSize === undefined ? {} : { pageSize }),
  });
  const body = {
    "@odata.context": `${call.root}/$metadata#${table.entitySet}`,
    ...renderFetchAnnotations(result, includes),
    value: await renderFetchRows(context, fetch, result, includes),
  };
  return json(body, appliedHeader(call.preferences, { pageSize: true }));
}
