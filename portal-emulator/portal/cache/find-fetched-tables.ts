import type { FetchFilter, FetchTable, FetchXml } from "../../fetchxml/fetch-xml.ts";

/** Logical names of every table a FetchXML query looks at, those of joins and of filters that join included. */
export function findFetchedTables({ entity }: FetchXml): readonly string[] {
  return [...new Set(listTables(entity))];
}

const listTables = (table: FetchTable): string[] => [table.name, ...table.links.flatMap(listTables), ...table.filters.flatMap(listJoined)];

function listJoined(filter: FetchFilter): string[] {
  if (filter.kind === "link") return listTables(filter.link);
  return filter.kind === "condition" ? [] : filter.operands.flatMap(listJoined);
}
