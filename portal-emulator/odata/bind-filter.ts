import { assertNever } from "../../access/assert-never.ts";
import type { ColumnUse } from "../query/column-use.ts";
import { createUseList } from "../query/column-use.ts";
import type { ConditionContext } from "../query/condition.ts";
import { buildCondition } from "../query/condition-operators.ts";
import type { FilterNode, LiteralOperand } from "../query/filter.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { isText } from "../schema/table-definition.ts";
import { edmTypes } from "../schema/edm-types.ts";
import { bindLiteral } from "./bind-literal.ts";
import { createPathBinder, ownSegments, requireNear, requireRelatives, type BoundPath, type Scope } from "./create-path-binder.ts";
import type { ArgumentValue, FilterExpression, Lambda, QueryFunctionCall } from "./filter-expression.ts";
import { findPropertyName, unknownColumn } from "./find-property.ts";
import { QueryFault } from "./query-fault.ts";
import { findFunctionOperator } from "./query-functions.ts";

/** What the names of a query mean, and when and by whom it is asked. */
export interface BindContext extends ConditionContext {
  /** Whether a GUID may stand in quotes; see the switch `quotedGuids`. */
  readonly takesQuotedGuids?: boolean;
}

export interface BoundFilter {
  readonly filter: FilterNode;
  /** Each once, in the order of their first use. */
  readonly uses: readonly ColumnUse[];
}

/** Values in the lists of one filter; SQLite takes 32,766. */
const maxValues = 10_000;

/**
 * Finds a parsed filter's columns in the table and its relatives, and checks what is compared with what.
 * Throws QueryFault `unknown-column`, `type-mismatch`, `syntax` (what Dataverse does not take here), `not-supported`.
 */
export function bindFilter(filter: FilterExpression, table: TableDefinition, context: BindContext): BoundFilter {
  const uses = createUseList();
  const { schema } = context;
  const { bindPath, requireTable } = createPathBinder(schema, uses);
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
    // By their names: `PropertyValue1` comes before `PropertyValue2` wherever it is written.
    const inOrder = [...call.arguments].sort(([one], [other]) => (one < other ? -1 : 1));
    const values = inOrder.flatMap(([parameter, value]) => argumentValues(parameter, value, call));
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
    // https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows
    return quantifier === "any"
      ? { kind: "related", navigation, filter: inner }
      : {
          kind: "not",
          operand: { kind: "related", navigation, filter: { kind: "not", operand: { kind: "holds", operand: inner } } },
        };
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

function argumentValues(parameter: string, value: ArgumentValue, call: QueryFunctionCall): readonly (string | number | boolean | null)[] {
  if (parameter === "PropertyName") {
    return [];
  }
  if (!/^PropertyValue(?:s|\d)?$/u.test(parameter)) {
    throw new QueryFault("syntax", `The function '${call.name}' has no parameter '${parameter}'.`, call.position);
  }
  return typeof value === "object" && value !== null ? value : [value];
}
