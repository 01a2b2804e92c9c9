import type { BindContext } from "../odata/bind-filter.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { findColumn } from "../schema/table-definition.ts";
import { QueryFault } from "../odata/query-fault.ts";
import { rootAlias } from "./bound-fetch.ts";
import type { FetchLink, FetchTable } from "./fetch-xml.ts";
import { fetchFault } from "./parse-fetch-xml.ts";
import type { XmlPlace } from "./parse-xml.ts";

export interface FetchContext extends BindContext {
  /**
   * Whether `ne` finds rows without a value. Not documented: in SQL null is not different from anything.
   */
  readonly notEqualTakesNull?: boolean;
}

/** Rows of a query by the alias they have in it. */
export interface Aliases {
  /** By alias, or by the table's name of a link without one. Throws QueryFault. */
  find(name: string, place: XmlPlace): { readonly alias: string; readonly table: TableDefinition };
  of(link: FetchLink): string;
}

/** A link without an alias is called by its table and a number, e.g. `contact1`. https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/select-columns */
export function nameLinks(entity: FetchTable, context: BindContext): Aliases {
  const aliases = new Map<FetchLink, string>();
  const tables = new Map<string, TableDefinition>([[rootAlias, requireTable(entity.name, entity.place, context)]]);
  const unnamed = new Map<string, string>();
  let number = 0;
  const visit = (table: FetchTable): void => {
    for (const link of table.links) {
      const alias = link.alias ?? `${link.name}${(number += 1)}`;
      if (tables.has(alias)) {
        throw fetchFault("syntax", `The alias '${alias}' is there twice.`, link.place);
      }
      tables.set(alias, requireTable(link.name, link.place, context));
      aliases.set(link, alias);
      if (link.alias === undefined && !unnamed.has(link.name)) {
        unnamed.set(link.name, alias);
      }
      visit(link);
    }
  };
  visit(entity);
  return {
    of: (link) => aliases.get(link) ?? rootAlias,
    find: (name, place) => {
      const alias = tables.has(name) ? name : unnamed.get(name);
      const table = alias === undefined ? undefined : tables.get(alias);
      if (alias === undefined || table === undefined) {
        throw fetchFault("syntax", `No link is called '${name}'.`, place);
      }
      return { alias, table };
    },
  };
}

export function requireTable(name: string, place: XmlPlace, { schema }: BindContext): TableDefinition {
  const table = schema.findTable(name);
  if (table === undefined) {
    throw fetchFault("unknown-column", `The entity with a name = '${name}' was not found in the MetadataCache.`, place);
  }
  return table;
}

/** By logical name. Throws QueryFault `unknown-column`, `not-supported`. */
export function requireFetchColumn(table: TableDefinition, name: string, place: XmlPlace): ColumnDefinition {
  const column = findColumn(table, name);
  if (column !== undefined) {
    return column;
  }
  const shown = name.endsWith("name") ? findColumn(table, name.slice(0, -"name".length)) : undefined;
  throw shown !== undefined && ["lookup", "choice", "boolean"].includes(shown.type)
    ? fetchFault("not-supported", `'${name}', the name shown for '${shown.name}', is not built in the emulator.`, place)
    : fetchFault("unknown-column", `'${table.name}' entity doesn't contain attribute with Name = '${name}'.`, place);
}

/** The same fault, with the place it concerns. */
export function withPlace<Result>(place: XmlPlace, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof QueryFault ? fetchFault(error.code, error.message, place) : error;
  }
}
