import { LiquidFailure } from "../../../liquid/liquid-failure.ts";
import { buildCondition } from "../../query/condition-operators.ts";
import type { FilterNode } from "../../query/filter.ts";
import { findColumn, type ColumnDefinition, type TableDefinition } from "../../schema/table-definition.ts";
import type { VisitorData } from "../data/visitor-data.ts";

/** T-SQL's limit on a LIKE pattern. */
const maxPatternChars = 4000;

/**
 * Rows one of whose columns begins with the words a visitor looks for; `*` stands for any text. Lookups and choices are looked through by what they
 * show, numbers and dates by equality. https://learn.microsoft.com/power-pages/configure/lists · open-source ancestor
 */
export function buildSearchFilter(
  data: VisitorData,
  { table, columns, search }: { readonly table: TableDefinition; readonly columns: readonly string[]; readonly search: string },
): FilterNode | undefined {
  const pattern = `${search.trim().replaceAll("*", "%")}%`;
  if (pattern.length > maxPatternChars)
    throw new LiquidFailure("runtime", `The words to search for are longer than ${maxPatternChars} characters.`, { subject: "entityview" });
  const operands = columns.flatMap((name) => {
    const column = findColumn(table, name);
    return column === undefined ? [] : searchColumn(data, { table, column, search: search.trim(), pattern });
  });
  return operands.length === 0 ? undefined : { kind: "or", operands };
}

interface SearchedColumn {
  readonly table: TableDefinition;
  readonly column: ColumnDefinition;
  readonly search: string;
  /** Of LIKE. */
  readonly pattern: string;
}

function searchColumn(data: VisitorData, { table, column, search, pattern }: SearchedColumn): FilterNode[] {
  const operand = { kind: "column", name: column.name } as const;
  switch (column.type) {
    case "string":
      return [{ kind: "text", test: "like", column: operand, pattern }];
    case "lookup":
      return data.names.schema.navigations(table.name).flatMap((way): FilterNode[] => {
        const target = data.names.schema.findTable(way.target);
        return way.kind === "lookup" && way.column === column.name && target !== undefined
          ? [{ kind: "text", test: "like", column: { kind: "column", name: target.primaryName, via: [way] }, pattern }]
          : [];
      });
    case "choice": {
      const isLike = new RegExp(`^${search.split("*").map(escapePattern).join(".*")}`, "i");
      const values = (column.options ?? []).filter(({ label }) => isLike.test(label)).map(({ value }) => value);
      return values.length === 0 ? [] : [{ kind: "in", column: operand, values }];
    }
    case "integer":
    case "bigint":
    case "decimal":
    case "double":
    case "money":
      return /^[+-]?\d+(?:\.\d+)?$/.test(search)
        ? [{ kind: "compare", operator: "eq", left: operand, right: { kind: "literal", value: Number(search) } }]
        : [];
    case "date":
    case "datetime": {
      const now = data.context.clock.now();
      return /^\d{4}-\d{2}-\d{2}$/.test(search) && !Number.isNaN(Date.parse(search))
        ? [buildCondition("on", { operand, definition: column, table, values: [search] }, { schema: data.names.schema, now })]
        : [];
    }
    default:
      return [];
  }
}

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Rows whose lookup is this id; without an id none. */
export function buildReferenceFilter(column: string, id: string | undefined): FilterNode {
  return { kind: "compare", operator: "eq", left: { kind: "column", name: column }, right: { kind: "literal", value: id ?? emptyId } };
}

const emptyId = "00000000-0000-0000-0000-000000000000";
