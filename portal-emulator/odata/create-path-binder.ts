import type { UseList } from "../query/column-use.ts";
import type { ColumnOperand, LookupNavigation } from "../query/filter.ts";
import type { Schema } from "../schema/schema.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { findColumnByReadName, readName } from "../schema/table-definition.ts";
import type { PathOperand } from "./filter-expression.ts";
import { unknownColumn } from "./find-property.ts";
import { QueryFault } from "./query-fault.ts";

/** Tables that a condition may lead through: Dataverse's limit on joins; it also keeps SQLite's limit on nested expressions out of reach. */
const maxSteps = 15;

/** Where a path begins: at the rows of a query, or at the variable of a lambda. */
export interface Scope {
  readonly table: TableDefinition;
  readonly variable?: string;
  readonly outer?: Scope;
  /** Collections that led here. */
  readonly depth: number;
}

export interface BoundPath {
  readonly operand: ColumnOperand;
  readonly definition: ColumnDefinition;
  /** The table the path leads to. */
  readonly table: TableDefinition;
}

export interface PathBinder {
  /** The column a path ends at; `find` knows how its last segment names it. Notes its use. */
  readonly bindPath: (
    path: PathOperand,
    scope: Scope,
    find?: (table: TableDefinition, name: string) => ColumnDefinition | undefined,
  ) => BoundPath;
  readonly requireTable: (name: string) => TableDefinition;
}

/** Follows the paths of a filter over lookups. Throws QueryFault `unknown-column`, `syntax`, `not-supported`, `too-complex`. */
export function createPathBinder(schema: Schema, uses: UseList): PathBinder {
  function bindPath(path: PathOperand, scope: Scope, find = findColumnByReadName): BoundPath {
    const segments = ownSegments(path, scope);
    const via: LookupNavigation[] = [];
    let { table: at } = scope;
    for (const name of segments.slice(0, -1)) {
      const navigation = schema.findNavigation(at.name, name);
      if (navigation === undefined) {
        throw unknownColumn(at, name, path.position);
      }
      if (navigation.kind !== "lookup") {
        throw new QueryFault("syntax", `'${name}' is a collection; it is filtered with 'any' or 'all'.`, path.position);
      }
      requireRelatives(scope.table, path.position);
      via.push(navigation);
      requireNear(scope.depth + via.length, path.position);
      at = requireTable(navigation.target);
    }
    const last = segments.at(-1) ?? "";
    const definition = find(at, last);
    if (definition === undefined) {
      throw unknownColumn(at, last, path.position);
    }
    uses.add({ table: at.name, column: readName(definition), where: "filter" });
    return { operand: { kind: "column", name: definition.name, ...(via.length === 0 ? {} : { via }) }, definition, table: at };
  }

  function requireTable(name: string): TableDefinition {
    const found = schema.findTable(name);
    if (found === undefined) {
      throw new QueryFault("not-supported", `The table '${name}' is not held by the emulator.`);
    }
    return found;
  }

  return { bindPath, requireTable };
}

/** The segments after the variable of the lambda. */
export function ownSegments(path: PathOperand, scope: Scope): readonly string[] {
  const [first = "", ...rest] = path.segments;
  if (scope.variable === undefined) {
    return path.segments;
  }
  if (first === scope.variable && rest.length > 0) {
    return rest;
  }
  for (let outer = scope.outer; outer !== undefined; outer = outer.outer) {
    if (outer.variable === first) {
      throw new QueryFault(
        "not-supported",
        `A condition on '${first}' inside a further lambda is not built in the emulator.`,
        path.position,
      );
    }
  }
  throw new QueryFault("syntax", `'${path.segments.join("/")}' does not begin with the variable '${scope.variable}'.`, path.position);
}

/** https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables */
export function requireRelatives(table: TableDefinition, position: number | undefined): void {
  if (table.elastic) {
    throw new QueryFault("syntax", "Elastic tables are not filtered by related tables.", position);
  }
}

export function requireNear(steps: number, position: number): void {
  if (steps > maxSteps) {
    throw new QueryFault("too-complex", `The filter leads through more than ${maxSteps} tables.`, position);
  }
}
