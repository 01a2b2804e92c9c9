import { assertNever } from "../../access/assert-never.ts";
import type { ColumnUse } from "../query/column-use.ts";
import { createUseList } from "../query/column-use.ts";
import type { ConditionContext } from "../query/condition-operators.ts";
import { buildCondition } from "../query/condition-operators.ts";
import type { ColumnOperand, FilterNode, LiteralOperand, LookupNavigation } from "../query/filter.ts";
import type { Schema } from "../schema/schema.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { findColumnByReadName, isText, readName } from "../schema/table-definition.ts";
import { edmTypes } from "../schema/edm-types.ts";
import { bindLiteral } from "./bind-literal.ts";
import type { ArgumentValue, FilterExpression, Lambda, PathOperand, QueryFunctionCall } from "./filter-expression.ts";
import { findPropertyName, unknownColumn } from "./find-property.ts";
import { QueryFault } from "./query-fault.ts";
import { findFunctionOperator } from "./query-functions.ts";

/** What the names of a query mean, and when and by whom it is asked. */
export interface BindContext extends ConditionContext {
  readonly schema: Schema;
  /** Whether a GUID may stand in quotes; see the switch `quotedGuids`. */
  readonly takesQuotedGuids?: boolean;
}

export interface BoundFilter {
  readonly filter: FilterNode;
  /** Each once, in the order of their first use. */
  readonly uses: readonly ColumnUse[];
}

/** Tables that a condition may lead through: Dataverse's limit on joins; it also keeps SQLite's limit on nested expressions out of reach. */
const maxSteps = 15;
/** Values in the lists of one filter; SQLite takes 32,766. */
const maxValues = 10_000;

/** Where a path begins: at the rows of a query, or at the variable of a lambda. */
interface Scope {
  readonly table: TableDefinition;
  readonly variable?: string;
  readonly outer?: Scope;
  /** Collections that led here. */
  readonly depth: number;
}

interface BoundPath {
  readonly operand: ColumnOperand;
  readonly definition: ColumnDefinition;
}

/**
 * Finds a parsed filter's columns in the table and its relatives, and checks what is compared with what.
 * Throws QueryFault `unknown-column`, `type-mismatch`, `syntax` (what Dataverse does not take here), `not-supported`.
 */
export function bindFilter(filter: FilterExpression, table: TableDefinition, context: BindContext): BoundFilter {
  const uses = createUseList();
  const { schema } = context;
  let listed = 0;

  function bind(node: FilterExpression, scope: Scope): FilterNode {
    switch (node.kind) {
      case "and":
      case "or":
        return { kind: node.kind, operands: node.operands.map((operand) => bind(operand, scope)) };
      case "not":
        return { kind: "not", operand: bind(node.operand, scope) };
      case "text": {
        const { operand, definition } = bindPath(node.column, scope);
        if (!isText(definition)) {
          throw new QueryFault(
            "type-mismatch",
            `The function '${node.test}' takes text; '${node.column.segments.join("/")}' is ${edmTypes[definition.type]}.`,
            node.column.position,
          );
        }
        return { kind: "text", test: node.test, column: operand, pattern: node.pattern };
      }
      case "compare":
        return bindComparison(node, scope);
      case "in":
        return bindIn(node, scope);
      case "call":
        return bindCall(node, scope);
      case "lambda":
        return bindLambda(node, scope);
      default:
        return assertNever(node);
    }
  }

  function bindComparison({ left, right, operator }: Extract<FilterExpression, { kind: "compare" }>, scope: Scope): FilterNode {
    if (left.kind === "path" && right.kind === "path") {
      const [one, other] = [bindPath(left, scope), bindPath(right, scope)];
      requireColumnComparison(one, other, scope, right.position);
      return { kind: "compare", operator, left: one.operand, right: other.operand };
    }
    if (left.kind === "path" && right.kind === "literal") {
      const { operand, definition } = bindPath(left, scope);
      return { kind: "compare", operator, left: operand, right: bindLiteral(right, definition, context) };
    }
    if (right.kind === "path" && left.kind === "literal") {
      const { operand, definition } = bindPath(right, scope);
      return { kind: "compare", operator, left: bindLiteral(left, definition, context), right: operand };
    }
    throw new QueryFault("type-mismatch", "A comparison needs a column on one side.", left.position);
  }

  /** A null in the list is found by emptiness, as OData has it. */
  function bindIn({ column, values }: Extract<FilterExpression, { kind: "in" }>, scope: Scope): FilterNode {
    const { operand, definition } = bindPath(column, scope);
    countValues(values.length, column.position);
    const given = values.flatMap((value) => bindLiteral(value, definition, context).value ?? []);
    const found: FilterNode = { kind: "in", column: operand, values: given };
    const empty: LiteralOperand = { kind: "literal", value: null };
    return given.length === values.length
      ? found
      : { kind: "or", operands: [{ kind: "compare", operator: "eq", left: operand, right: empty }, found] };
  }

  function bindCall(call: QueryFunctionCall, scope: Scope): FilterNode {
    const operator = findFunctionOperator(call.name);
    if (operator === undefined) {
      throw new QueryFault("syntax", `An unknown function with name 'Microsoft.Dynamics.CRM.${call.name}' was found.`, call.position);
    }
    const name = call.arguments.get("PropertyName");
    if (typeof name !== "string") {
      throw new QueryFault("syntax", `The function '${call.name}' needs the parameter 'PropertyName', a string.`, call.position);
    }
    const segments = name.split("/");
    const starts = scope.variable === undefined || segments[0] === scope.variable ? segments : [scope.variable, ...segments];
    const found = bindPath({ kind: "path", segments: starts, position: call.position }, scope, findPropertyName);
    const values = [...call.arguments].flatMap(([parameter, value]) => argumentValues(parameter, value, call));
    countValues(values.length, call.position);
    return buildCondition(operator, { ...found, values }, context);
  }

  function bindLambda({ path, quantifier, body }: Lambda, scope: Scope): FilterNode {
    const [name, ...rest] = ownSegments(path, scope);
    const navigation = name === undefined ? undefined : schema.findNavigation(scope.table.name, name);
    if (name === undefined || navigation === undefined) {
      throw unknownColumn(scope.table, name ?? "", path.position);
    }
    if (navigation.kind === "lookup") {
      const problem =
        rest.length > 0
          ? "A condition on a collection behind a lookup is not supported."
          : `'${name}' leads to one row; '${quantifier}' needs a collection.`;
      throw new QueryFault("syntax", problem, path.position);
    }
    requireRelatives(scope.table, path.position);
    requireNear(scope.depth + 1, path.position);
    const target = requireTable(navigation.target);
    uses.add({ table: target.name, column: undefined, where: "filter" });
    if (body === undefined) {
      return { kind: "related", navigation };
    }
    const inner = bind(body.filter, { table: target, variable: body.variable, outer: scope, depth: scope.depth + 1 });
    // Documented: `all` is true when the expression is true for all members; an unknown one is not true.
    return quantifier === "any"
      ? { kind: "related", navigation, filter: inner }
      : {
          kind: "not",
          operand: { kind: "related", navigation, filter: { kind: "not", operand: { kind: "holds", operand: inner } } },
        };
  }

  /** The segments after the variable of the lambda. */
  function ownSegments(path: PathOperand, scope: Scope): readonly string[] {
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
    return { operand: { kind: "column", name: definition.name, ...(via.length === 0 ? {} : { via }) }, definition };
  }

  function requireTable(name: string): TableDefinition {
    const found = schema.findTable(name);
    if (found === undefined) {
      throw new QueryFault("not-supported", `The table '${name}' is not held by the emulator.`);
    }
    return found;
  }

  function requireColumnComparison(one: BoundPath, other: BoundPath, scope: Scope, position: number): void {
    if (scope.table.elastic) {
      throw new QueryFault("syntax", "Elastic tables do not compare one column with another.", position);
    }
    if (one.operand.via !== undefined || other.operand.via !== undefined) {
      throw new QueryFault("syntax", "Only columns of the same row are compared with each other.", position);
    }
    const [type, otherType] = [edmTypes[one.definition.type], edmTypes[other.definition.type]];
    if (type !== otherType) {
      throw new QueryFault("type-mismatch", `A binary operator with incompatible types was detected: ${type} and ${otherType}.`, position);
    }
  }

  function countValues(count: number, position: number): void {
    listed += count;
    if (listed > maxValues) {
      throw new QueryFault("too-complex", `The lists of the filter have more than ${maxValues} values.`, position);
    }
  }

  const bound = bind(filter, { table, depth: 0 });
  return { filter: bound, uses: uses.list() };
}

/** https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables */
function requireRelatives(table: TableDefinition, position: number | undefined): void {
  if (table.elastic) {
    throw new QueryFault("syntax", "Elastic tables are not filtered by related tables.", position);
  }
}

function argumentValues(parameter: string, value: ArgumentValue, call: QueryFunctionCall): readonly (string | number | boolean | null)[] {
  if (parameter === "PropertyName") {
    return [];
  }
  if (!/^PropertyValue(?:s|\d)?$/u.test(parameter)) {
    throw new QueryFault("syntax", `The function '${call.name}' has no parameter '${parameter}'.`, call.position);
  }
  return typeof value === "object" && value !== null ? value : [value];
}

function requireNear(steps: number, position: number): void {
  if (steps > maxSteps) {
    throw new QueryFault("too-complex", `The filter leads through more than ${maxSteps} tables.`, position);
  }
}
