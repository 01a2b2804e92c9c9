import { textOf } from "../site/site-rows.ts";
import type { TablePermission } from "../site/site.ts";
import type { AccessPersona, RowScope } from "./access.ts";
import { assertNever } from "./assert-never.ts";
import type { PermissionChain } from "./permission-chain.ts";

/** What one permission gives a persona, and why. */
export type ScopeGrant =
  | { readonly kind: "scope"; readonly scope: RowScope; readonly says: string }
  | { readonly kind: "nothing" | "broken" | "not-supported"; readonly says: string };

/**
 * Reads the access type of a permission whose roles a persona has. A permission that lacks its relationship, self on another table than contact, and account on
 * the account table break the query the portal builds (observed; the open-source ancestor throws there).
 * @param chain of that permission
 */
export function judgeScope({ links, top }: PermissionChain, persona: AccessPersona): ScopeGrant {
  if (top === undefined) return { kind: "nothing", says: "its parent permission is missing, inactive or its own child" };
  const first = judgeOwn(top, persona);
  const below = links.slice(0, -1);
  return below.reduceRight<ScopeGrant>((parent, child, index) => judgeChild(child, parent, links[index + 1] ?? top), first);
}

function judgeOwn(permission: TablePermission, { contactId }: AccessPersona): ScopeGrant {
  const { scope } = permission;
  switch (scope) {
    case "global":
      return { kind: "scope", scope: { kind: "global" }, says: "every row" };
    case "self":
    case "contact":
    case "account": {
      if (contactId === undefined) return nothingForAnonymous(scope);
      const fault = findScopeFault(permission);
      if (fault !== undefined) return { kind: "broken", says: fault };
      if (scope === "self") return { kind: "scope", scope: { kind: "self", contactId }, says: "the visitor's own row" };
      return {
        kind: "scope",
        scope: { kind: scope, relationship: relationshipOf(permission, `${scope}relationship`) ?? "", contactId },
        says: scope === "contact" ? "rows related to the visitor" : "rows related to the visitor's account",
      };
    }
    case "parent":
    case undefined:
      return { kind: "not-supported", says: "its access type is none that can be judged here" };
    default:
      return assertNever(scope);
  }
}

function judgeChild(child: TablePermission, parent: ScopeGrant, parentPermission: TablePermission): ScopeGrant {
  if (parent.kind !== "scope") return { kind: parent.kind, says: `its parent ${parentPermission.name}: ${parent.says}` };
  const fault = findScopeFault(child);
  if (fault !== undefined) return { kind: "broken", says: fault };
  return {
    kind: "scope",
    scope: {
      kind: "parent",
      relationship: relationshipOf(child, "parentrelationship") ?? "",
      parentTable: parentPermission.table,
      parent: parent.scope,
    },
    says: `rows related to ${parentPermission.name}: ${parent.says}`,
  };
}

/** What the permission's own access type lacks, whoever asks; undefined: nothing. A value that is no access type is not told here. */
export function findScopeFault(permission: TablePermission): string | undefined {
  const { scope, table } = permission;
  switch (scope) {
    case "global":
    case undefined:
      return undefined;
    case "self":
      return table === "contact" ? undefined : "the self access type is for the contact table only";
    case "account":
    case "contact":
    case "parent":
      if (scope === "account" && table === "account") return "the account access type does not work on the account table itself";
      return relationshipOf(permission, `${scope}relationship`) === undefined
        ? `the ${scope} access type needs a relationship (adx_${scope}relationship), which is missing`
        : undefined;
    default:
      return assertNever(scope);
  }
}

/** Observed (third party): a portal gives an anonymous visitor nothing there, whatever the role says. */
function nothingForAnonymous(scope: "self" | "contact" | "account"): ScopeGrant {
  return { kind: "nothing", says: `the ${scope} access type gives an anonymous visitor nothing` };
}

function relationshipOf(permission: TablePermission, key: string): string | undefined {
  const name = textOf(permission.values, key)?.trim();
  return name === "" ? undefined : name;
}
