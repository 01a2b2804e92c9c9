import type { Privilege } from "../../../access/access.ts";
import type { CheckedSite } from "../../checks/check.ts";
import { findPlace } from "../../../contract/place.ts";
import { webApiUses } from "../../checks/web-api/web-api-site.ts";
import type { WebApiUse } from "../../site-code/find-web-api-uses.ts";
import { readTableNames } from "../../site-code/table-names.ts";
import type { Cause } from "./cause.ts";
import { accessOf } from "./web-api-tables.ts";

/** A place of the site's code that asks for a table. */
interface PlacedUse {
  readonly use: WebApiUse;
  readonly setName: string;
  readonly table: string;
}

const listUses = (checked: CheckedSite): PlacedUse[] => {
  const names = readTableNames(checked.site);
  return checked.once(webApiUses).flatMap((use) => {
    const table = use.setName === undefined ? undefined : names.tableOf(use.setName);
    return use.setName === undefined || table === undefined ? [] : [{ use, setName: use.setName, table }];
  });
};

const causeOf = ({ source, offset }: WebApiUse, weight: Cause["weight"], message: string): Cause => ({
  path: source.path,
  ...findPlace(source.text, offset),
  weight,
  message,
});

/** 9004010C: calls of tables that are not enabled. */
export function findUsesOfClosedTables(checked: CheckedSite): Cause[] {
  const access = checked.once(accessOf);
  return checked.once(listUses).flatMap(({ use, setName, table }): Cause[] => {
    const { enabled, cannotConclude } = access.webApi(table);
    if (enabled || cannotConclude !== undefined) return [];
    return [causeOf(use, "certain", `this asks for ${setName}, and the site setting Webapi/${table}/enabled is not true`)];
  });
}

/** 90040101: columns that calls name and the settings do not list. */
export function findUsesOfClosedColumns(checked: CheckedSite): Cause[] {
  const access = checked.once(accessOf);
  return checked.once(listUses).flatMap(({ use, table }): Cause[] => {
    const { enabled, columns, cannotConclude } = access.webApi(table);
    if (!enabled || cannotConclude !== undefined) return [];
    const setting = `Webapi/${table}/fields`;
    const asked = [...new Set([...use.reads, ...use.writes])];
    if (columns === undefined || columns === "wildcard") {
      const names = asked.length === 0 ? "its columns" : asked.join(", ");
      return [
        causeOf(
          use,
          "certain",
          `this asks ${table} for ${names}, and ${setting} ${columns === undefined ? "is missing" : "is *, which lists nothing any more"}`,
        ),
      ];
    }
    const listed = new Set(columns);
    // A portal adds the key by itself; whether it must be listed sources do not agree on.
    const missing = asked.filter((column) => !listed.has(column) && column !== `${table}id`);
    return [
      ...(missing.length === 0
        ? []
        : [causeOf(use, "certain", `this asks ${table} for ${missing.join(", ")}, which ${setting} does not list`)]),
      ...(use.isUnselected && !use.hasKey ? [causeOf(use, "likely", `this reads rows of ${table} without $select`)] : []),
    ];
  });
}

const methodsOf: Readonly<Partial<Record<Privilege, string>>> = { read: "GET", create: "POST", write: "PATCH", delete: "DELETE" };
const someContact = "00000000-0000-0000-0000-000000000001";

/** 90040120 and the like: calls that no permission allows to a visitor without roles of their own. */
export const findUsesWithoutPermission =
  (privilege: Privilege) =>
  (checked: CheckedSite): Cause[] => {
    const access = checked.once(accessOf);
    const method = methodsOf[privilege];
    if (method === undefined || access.cannotConclude !== undefined) return [];
    const everybody = checked.site.roles.filter(({ active }) => active).map(({ id }) => id);
    return checked.once(listUses).flatMap(({ use, setName, table }): Cause[] => {
      if (use.methods?.includes(method) !== true || !access.webApi(table).enabled) return [];
      const isDenied = (contactId: string | undefined, roleIds: readonly string[]): boolean =>
        access.decideRows(table, privilege, { contactId, roleIds }).kind === "denied";
      const call = `this call (${method} ${setName})`;
      if (isDenied(someContact, everybody))
        return [causeOf(use, "certain", `${call} is refused to everybody: no table permission on ${table} gives ${privilege}`)];
      if (isDenied(someContact, access.authenticatedRoleIds)) {
        return [causeOf(use, "likely", `${call} is refused to whoever has no web role but the one of all signed-in visitors`)];
      }
      return isDenied(undefined, access.anonymousRoleIds) ? [causeOf(use, "likely", `${call} is refused to anonymous visitors`)] : [];
    });
  };
