import { bindFetch } from "../../fetchxml/bind-fetch.ts";
import type { BoundFetch } from "../../fetchxml/bound-fetch.ts";
import type { FetchResult } from "../../fetchxml/fetch-result.ts";
import type { FetchXml } from "../../fetchxml/fetch-xml.ts";
import { runFetch } from "../../fetchxml/run-fetch.ts";
import { LiquidFailure } from "../../../liquid/liquid-failure.ts";
import { portalUserId } from "../../organization/system-users.ts";
import type { FilterNode } from "../../query/filter.ts";
import { restrictFilter } from "../../query/restrict-filter.ts";
import { allOf, TableDenied, type ReadContext } from "../../query/row-reader.ts";
import type { TableDefinition } from "../../schema/table-definition.ts";
import { findFetchedTables } from "../cache/find-fetched-tables.ts";
import { toLiquidFailure, type VisitorData } from "./visitor-data.ts";

/** denied: the visitor may not read the query's table, or one that it joins. */
export type VisitorFetch = { readonly kind: "denied" } | { readonly kind: "found"; readonly result: FetchResult };

/** The table of a query. Throws LiquidFailure where the organization lacks it, or one that it joins. */
export function requireFetchTable({ names: { schema } }: VisitorData, fetch: FetchXml): TableDefinition {
  const table = schema.findTable(fetch.entity.name);
  const missing = findFetchedTables(fetch).find((name) => schema.findTable(name) === undefined);
  if (table === undefined || missing !== undefined)
    throw new LiquidFailure(
      "unsupported",
      `The entity with a name = '${missing ?? fetch.entity.name}' was not found in the MetadataCache: the emulated organization has no such table.`,
      { subject: missing ?? fetch.entity.name },
    );
  return table;
}

/**
 * Runs a FetchXML query on the rows that the visitor may read; `only` are conditions on the query's own rows that FetchXML cannot express.
 * What becomes of a query that joins a table which may not be read is a switch: the Web API refuses it (observed, third party), of Liquid it is not known.
 * Throws LiquidFailure.
 */
export async function runVisitorFetch(
  data: VisitorData,
  { fetch, table, only }: { readonly fetch: FetchXml; readonly table: TableDefinition; readonly only?: FilterNode | undefined },
): Promise<VisitorFetch> {
  if (data.readableRows(table.name).kind === "none") return { kind: "denied" };
  const bound = bind(data, fetch, table);
  const read = { tables: findFetchedTables(fetch), query: ["fetch", fetch, only ?? null, data.context.switches] };
  try {
    const seen = seenBy(data);
    const restricted = { ...bound, filter: allOf(bound.filter, only === undefined ? undefined : restrictFilter(only, seen)).filter };
    const { result } = await data.askThroughCache(read, async () => sizedByValues(await runFetch(seen, restricted)));
    return { kind: "found", result };
  } catch (error) {
    if (error instanceof TableDenied) return { kind: "denied" };
    throw error;
  }
}

/** Each cell of a result names its table: as JSON, which is how the cache measures, that would be each table's definition thousands of times. */
function sizedByValues(result: FetchResult): { readonly result: FetchResult; toJSON(): unknown } {
  return { result, toJSON: () => result.rows.map(({ row, cells }) => [row, cells.map(({ value }) => value)]) };
}

function seenBy(data: VisitorData): ReadContext {
  const { context, reads } = data;
  if (context.switches.deniedJoins === "empty") return reads;
  return {
    ...reads,
    access: (name) => {
      const table = context.schema.findTable(name);
      return data.readableRows(name).kind === "none" && table !== undefined
        ? { kind: "rows", filter: noRow(table) }
        : (reads.access?.(name) ?? { kind: "rows" });
    },
  };
}

function noRow({ primaryId }: TableDefinition): FilterNode {
  return { kind: "compare", operator: "eq", left: { kind: "column", name: primaryId }, right: { kind: "literal", value: null } };
}

function bind({ context }: VisitorData, fetch: FetchXml, table: TableDefinition): BoundFetch {
  try {
    return bindFetch(fetch, table, {
      schema: context.schema,
      now: context.clock.now(),
      userId: portalUserId,
      notEqualTakesNull: context.switches.fetchNotEqual === "takes-null",
    });
  } catch (error) {
    throw toLiquidFailure(error);
  }
}
