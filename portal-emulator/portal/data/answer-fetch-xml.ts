import type { FetchXmlAnswer } from "../../../liquid/liquid-host.ts";
import type { FetchXml } from "../../fetchxml/fetch-xml.ts";
import { parseFetchXml } from "../../fetchxml/parse-fetch-xml.ts";
import { openSource } from "./open-source.ts";
import { createFetchRowObject, hasRules } from "./row-object.ts";
import { requireFetchTable, runVisitorFetch } from "./run-visitor-fetch.ts";
import { toLiquidFailure, type VisitorData } from "./visitor-data.ts";

/**
 * What `{% fetchxml %}` finds for the visitor. A table that may not be read gives no rows and no error.
 * `permission_granted` and its kin are from the open-source ancestor. Throws LiquidFailure for a query that cannot be answered.
 * https://learn.microsoft.com/power-pages/configure/liquid/template-tags#fetchxml
 */
export async function answerFetchXml(visitor: VisitorData, xml: string): Promise<FetchXmlAnswer> {
  const fetch = parse(xml);
  const data = openSource(visitor, fetch);
  const table = requireFetchTable(data, fetch);
  const found = await runVisitorFetch(data, { fetch, table });
  const rulesExist = hasRules(data, table.name);
  if (found.kind === "denied") {
    return {
      entities: [],
      moreRecords: false,
      totalRecordCount: -1,
      entityName: table.name,
      permissionGranted: false,
      globalPermissionGranted: false,
      rulesExist,
    };
  }
  const { result } = found;
  return {
    entities: result.rows.map((row) => createFetchRowObject(data, table, row)),
    moreRecords: result.moreRecords,
    totalRecordCount: result.totalRecordCount,
    totalRecordCountLimitExceeded: result.totalRecordCountLimitExceeded,
    entityName: table.name,
    ...(result.pagingCookie === undefined ? {} : { pagingCookie: result.pagingCookie }),
    permissionGranted: true,
    globalPermissionGranted: data.readableRows(table.name).kind === "every",
    rulesExist,
  };
}

function parse(xml: string): FetchXml {
  try {
    return parseFetchXml(xml);
  } catch (error) {
    throw toLiquidFailure(error);
  }
}
