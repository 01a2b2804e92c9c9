import type { Access, AccessPersona, Privilege, RowScope, ScopeDecision } from "../../access/access.ts";
import { assertNever } from "../../access/assert-never.ts";
import type { EmulatorSwitches } from "../switches.ts";
import type { OrganizationService } from "../organization/organization.ts";
import type { FilterNode } from "../query/filter.ts";
import type { Schema } from "../schema/schema.ts";
import { isNewRowInScope, type NewRow } from "./new-row.ts";
import { UnjudgedPermission, type LinkEnd, type Permissions, type RowsDecision } from "./permissions.ts";
import { countLevels, createScopeFilter, hasId, type ScopeRules } from "./scope-filter.ts";

export interface PermissionParts {
  readonly access: Access;
  readonly schema: Schema;
  readonly persona: AccessPersona;
  /** Where rows are looked at: the organization, or a transaction of it. */
  readonly reader: Pick<OrganizationService, "count">;
  readonly switches: Pick<EmulatorSwitches, "anonymousReads" | "scopedCreates" | "polymorphicParents" | "appendRights">;
}

/**
 * The table and column permissions of one visitor, over the emulated organization's schema. Make it anew for each request.
 * https://learn.microsoft.com/power-pages/security/table-permissions
 */
export function createPermissions({ access, schema, persona, reader, switches }: PermissionParts): Permissions {
  const rules: ScopeRules = { schema, polymorphicParents: switches.polymorphicParents };
  const visitor: AccessPersona = { ...persona, contactId: persona.contactId?.toLowerCase() };

  const rows = (table: string, privilege: Privilege): RowsDecision => {
    // The one place of "Disable anonymous access"; writes still work. https://learn.microsoft.com/power-pages/security/disable-anonymous-access
    if (privilege === "read" && visitor.contactId === undefined && switches.anonymousReads === "blocked")
      return { kind: "none", because: [], anonymousBlocked: true };
    const decision = access.decideRows(table, privilege, visitor);
    if (decision.kind === "allowed" && privilege === "create" && switches.scopedCreates === "unchecked")
      return { kind: "every", because: decision.because };
    return decision.kind === "allowed"
      ? joinScopes(rules, table, decision)
      : decision.kind === "denied"
        ? { ...decision, kind: "none" }
        : decision;
  };

  const mayTouch = async (table: string, id: string, privilege: Privilege): Promise<boolean> => {
    const decision = requireJudged(rows(table, privilege));
    if (decision.kind !== "some") return decision.kind === "every";
    return (await reader.count(table, { filter: { kind: "and", operands: [hasId(schema, table, id), decision.filter] } })) > 0;
  };

  const isInScope = async (row: NewRow, privilege: Privilege): Promise<boolean> => {
    const decision = access.decideRows(row.table, privilege, visitor);
    if (decision.kind === "denied") return false;
    if (decision.kind !== "allowed") throw new UnjudgedPermission(decision.kind, decision.message);
    for (const scope of decision.scopes) if (await isNewRowInScope(rules, reader, row, scope)) return true;
    return false;
  };

  const mayCreate = async (table: string, row: NewRow["row"]): Promise<boolean> => {
    if (switches.scopedCreates === "related") return isInScope({ table, row }, "create");
    const decision = access.decideRows(table, "create", visitor);
    if (decision.kind === "not-supported") throw new UnjudgedPermission("not-supported", decision.message);
    return decision.kind === "allowed";
  };

  const may = (end: LinkEnd, privilege: Privilege): Promise<boolean> =>
    "id" in end ? mayTouch(end.table, end.id, privilege) : isInScope(end, privilege);

  return {
    rows,
    mayTouch,
    mayCreate,
    async missingForLink(from, to) {
      const asked: readonly (readonly [LinkEnd, "append" | "appendTo"])[] =
        switches.appendRights === "documented"
          ? [
              [from, "append"],
              [to, "appendTo"],
            ]
          : [
              [from, "append"],
              [to, "append"],
              [from, "appendTo"],
              [to, "appendTo"],
            ];
      for (const [end, privilege] of asked) if (!(await may(end, privilege))) return privilege;
      return undefined;
    },
    columns(table, right) {
      const decision = access.allowedColumns(table, right, visitor);
      if (decision.kind === "columns") return decision.columns;
      throw new UnjudgedPermission(decision.kind, decision.message);
    },
  };
}

function joinScopes(rules: ScopeRules, table: string, { scopes, because }: Extract<ScopeDecision, { kind: "allowed" }>): RowsDecision {
  try {
    const filters = scopes.map((scope) => createScopeFilter(rules, table, scope));
    const known = filters.filter((filter) => filter !== undefined);
    if (known.length < filters.length) return { kind: "every", because };
    return { kind: "some", filter: joinFilters(known), levels: longest(scopes), because };
  } catch (error) {
    if (error instanceof UnjudgedPermission) return { kind: error.kind, message: error.message, because };
    throw error;
  }
}

function joinFilters(filters: readonly FilterNode[]): FilterNode {
  const [only] = filters;
  return only !== undefined && filters.length === 1 ? only : { kind: "or", operands: filters };
}

const longest = (scopes: readonly RowScope[]): number => Math.max(...scopes.map((scope) => countLevels(scope)));

type Judged = Extract<RowsDecision, { kind: "every" | "some" | "none" }>;

function requireJudged(decision: RowsDecision): Judged {
  switch (decision.kind) {
    case "every":
    case "some":
    case "none":
      return decision;
    case "broken":
    case "not-supported":
      throw new UnjudgedPermission(decision.kind, decision.message);
    default:
      return assertNever(decision);
  }
}
