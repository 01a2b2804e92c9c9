import { LiquidFailure } from "../../../liquid/liquid-failure.ts";
import type { FetchXml } from "../../fetchxml/fetch-xml.ts";
import { perSite } from "../../per-site.ts";
import { findFetchedTables } from "../cache/find-fetched-tables.ts";
import { createSiteTables, findPrefix, type SiteTables, type TablePrefix } from "./site-tables.ts";
import { createVisitorData, type VisitorData } from "./visitor-data.ts";

const tablesOf = perSite(() => new Map<TablePrefix, SiteTables>());

/**
 * Where the rows of a query lie: in the organization, or among the site's own records for tables such as `adx_webpage`. Table permissions hold for both
 * (documented of every query). Throws LiquidFailure for a query that joins the two.
 */
export function openSource(data: VisitorData, fetch: FetchXml): VisitorData {
  const { context, request } = data;
  const isOwn = (name: string): boolean => findPrefix(name) !== undefined && context.schema.findTable(name) === undefined;
  const prefix = findPrefix(fetch.entity.name);
  if (prefix === undefined || !isOwn(fetch.entity.name)) return data;
  const foreign = findFetchedTables(fetch).find((name) => !isOwn(name) || findPrefix(name) !== prefix);
  if (foreign !== undefined)
    throw new LiquidFailure("unsupported", `A query that joins ${fetch.entity.name}, of the site, and ${foreign} is not emulated.`, {
      subject: fetch.entity.name,
    });
  const site = context.site();
  const known = tablesOf(site);
  const tables = known.get(prefix) ?? createSiteTables(site, context, prefix);
  known.set(prefix, tables);
  return createVisitorData({ ...request, ctx: { ...context, ...tables } });
}
