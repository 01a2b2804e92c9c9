import { assertNever } from "../../../access/assert-never.ts";
import type { Privilege } from "../../../access/access.ts";
import type { SiteRecord, TablePermission } from "../../../site/site.ts";
import type { CheckedSite } from "../../checks/check.ts";
import { causeAt, type Cause, type FindCauses } from "./cause.ts";
import { accessOf, listWebApiTables } from "./web-api-tables.ts";

const words: Readonly<Record<Privilege, string>> = {
  read: "Read",
  create: "Create",
  write: "Write",
  delete: "Delete",
  append: "Append",
  appendTo: "Append To",
};

/** Somebody who is signed in; any contact will do. */
const someContact = "00000000-0000-0000-0000-000000000001";

/** A privilege that is missing: on each table of the Web API, who has it, and who has not. */
export const findPermissionCauses =
  (privilege: Privilege): FindCauses =>
  (checked) => {
    const access = checked.once(accessOf);
    if (access.cannotConclude !== undefined) return [causeAt(checked.site.website, "possible", access.cannotConclude)];
    return checked
      .once(listWebApiTables)
      .filter(({ isEnabled }) => isEnabled)
      .flatMap(({ table, enabled }) => findOnTable(checked, table, privilege, enabled ?? { path: "", line: 0 }));
  };

/** @param place where the table is enabled for the Web API */
function findOnTable(checked: CheckedSite, table: string, privilege: Privilege, place: Pick<SiteRecord, "path" | "line">): Cause[] {
  const { site } = checked;
  const access = checked.once(accessOf);
  const own = site.tablePermissions.filter((permission) => permission.table === table.toLowerCase());
  const granting = own.filter((permission) => permission.active && permission[privilege]);
  const word = words[privilege];
  if (granting.length === 0) {
    const others = own.filter(({ active }) => active);
    const first = others[0] ?? own[0];
    const message =
      first === undefined
        ? `${table} is enabled for the Web API, and no table permission is for it: nobody may ${privilegeVerb(privilege)} its rows`
        : others.length === 0
          ? `"${first.name}", the table permission for ${table}, is inactive: nobody has ${word}`
          : `no active table permission gives ${word} on ${table} to anybody; ${others.length === 1 ? "this one does" : "these do"} not: ${others.map(({ name }) => `"${name}"`).join(", ")}`;
    return [causeAt(first ?? place, privilege === "read" || first === undefined ? "certain" : "likely", message)];
  }
  const personas = [
    ["an anonymous visitor", { contactId: undefined, roleIds: access.anonymousRoleIds }],
    ["a signed-in visitor without other roles", { contactId: someContact, roleIds: access.authenticatedRoleIds }],
  ] as const;
  const without = personas.filter(([, persona]) => access.decideRows(table.toLowerCase(), privilege, persona).kind === "denied");
  const roles = roleNames(checked, granting);
  return granting.flatMap((permission): Cause[] => {
    if (permission.roleIds.length === 0 && permission.scope !== "parent") {
      return [
        causeAt(
          permission,
          "likely",
          `"${permission.name}" gives ${word} on ${table} and is linked to no web role, so it counts for nobody`,
        ),
      ];
    }
    if (without.length === 0) return [];
    return [
      causeAt(
        permission,
        "possible",
        `"${permission.name}" gives ${word} on ${scopeWords(permission)} of ${table} to ${roles.get(permission) ?? "its roles"}; ${without.map(([who]) => who).join(" and ")} has no permission that does`,
      ),
    ];
  });
}

function roleNames({ site }: CheckedSite, permissions: readonly TablePermission[]): Map<TablePermission, string> {
  const names = new Map(site.roles.map(({ id, name }) => [id, `"${name}"`]));
  return new Map(
    permissions.map((permission) => [
      permission,
      permission.roleIds.length === 0
        ? "the roles of its parent permission"
        : permission.roleIds.map((id) => names.get(id) ?? "a role that is not in the folder").join(", "),
    ]),
  );
}

const privilegeVerb = (privilege: Privilege): string =>
  ({ read: "read", create: "create", write: "change", delete: "delete", append: "link", appendTo: "be linked to" })[privilege];

function scopeWords({ scope }: TablePermission): string {
  switch (scope) {
    case "global":
      return "every row";
    case "self":
      return "the visitor's own row";
    case "contact":
      return "the visitor's rows";
    case "account":
      return "the rows of the visitor's account";
    case "parent":
      return "rows below those of its parent permission";
    case undefined:
      return "no rows (its access type is unknown)";
    default:
      return assertNever(scope);
  }
}
