import type { RowScope } from "../../access/access.ts";
import { assertNever } from "../../access/assert-never.ts";
import type { OrganizationService } from "../organization/organization.ts";
import type { FilterNode } from "../query/filter.ts";
import type { Navigation } from "../schema/schema.ts";
import type { Row } from "../store/store.ts";
import { createScopeFilter, findParentWay, findWay, hasId, isParentAccountOf, type ScopeRules } from "./scope-filter.ts";

export interface NewRow {
  readonly table: string;
  /** By logical names. */
  readonly row: Row;
}

/** Whether the lookups of a row that is not there yet bring it into a scope; nothing can point at it, and no many-to-many link can have it. */
export async function isNewRowInScope(
  rules: ScopeRules,
  reader: Pick<OrganizationService, "count">,
  { table, row }: NewRow,
  scope: RowScope,
): Promise<boolean> {
  const pointsInto = async (way: Navigation, target: string, filter: FilterNode | undefined): Promise<boolean> => {
    const id = way.kind === "lookup" ? row[way.column] : undefined;
    if (typeof id !== "string") return false;
    const isThat = hasId(rules.schema, target, id);
    return (await reader.count(target, { filter: filter === undefined ? isThat : { kind: "and", operands: [isThat, filter] } })) > 0;
  };
  switch (scope.kind) {
    case "global":
      return true;
    case "self":
      return false;
    case "contact":
      return pointsInto(
        findWay(rules.schema, table, scope.relationship, "contact"),
        "contact",
        hasId(rules.schema, "contact", scope.contactId),
      );
    case "account":
      return pointsInto(
        findWay(rules.schema, table, scope.relationship, "account"),
        "account",
        isParentAccountOf(rules.schema, scope.contactId),
      );
    case "parent":
      return pointsInto(findParentWay(rules, table, scope), scope.parentTable, createScopeFilter(rules, scope.parentTable, scope.parent));
    default:
      return assertNever(scope);
  }
}
