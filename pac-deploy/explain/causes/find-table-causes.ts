import type { CheckedSite } from "../../checks/check.ts";
import { causeAt, type Cause } from "./cause.ts";
import { accessOf, listWebApiTables } from "./web-api-tables.ts";

/** 9004010C: tables whose settings look enabled and are not. */
export function findTableCauses(checked: CheckedSite): Cause[] {
  const access = checked.once(accessOf);
  const inactive = checked.site.settings.filter(({ active, name }) => !active && /^webapi\/[^/]+\/enabled$/i.test(name));
  return [
    ...checked
      .once(listWebApiTables)
      .filter(({ isEnabled }) => !isEnabled)
      .map(({ table, enabled, fields }): Cause => {
        const { cannotConclude } = access.webApi(table);
        if (cannotConclude !== undefined) return causeAt(enabled ?? { path: "", line: 0 }, "possible", cannotConclude);
        return enabled === undefined
          ? causeAt(
              fields ?? { path: "", line: 0 },
              "certain",
              `${table} has a list of columns and no Webapi/${table}/enabled: add it with the value true`,
            )
          : causeAt(
              enabled,
              "certain",
              `${enabled.name} is ${enabled.value === undefined ? "empty" : `"${enabled.value}"`}: only true enables the table`,
            );
      }),
    ...inactive.map((setting) => causeAt(setting, "certain", `${setting.name} is inactive, so it does not count`)),
  ];
}

/** 9004010A: permissions that a portal cannot make a query of, and tables without a list of columns. */
export function findArgumentCauses(checked: CheckedSite): Cause[] {
  const access = checked.once(accessOf);
  const roleIds = checked.site.roles.filter(({ active }) => active).map(({ id }) => id);
  const tables = new Set(checked.site.tablePermissions.filter(({ active, table }) => active && table !== "").map(({ table }) => table));
  const broken = [...tables].flatMap((table) => {
    const decision = access.decideRows(table, "read", { contactId: "00000000-0000-0000-0000-000000000001", roleIds });
    return decision.kind === "broken"
      ? decision.because.map((one) => causeAt(one, "certain", `"${one.name}" on ${table}: ${one.says}`))
      : [];
  });
  const withoutFields = checked
    .once(listWebApiTables)
    .filter(
      ({ table, isEnabled }) =>
        isEnabled && access.webApi(table).columns === undefined && access.webApi(table).cannotConclude === undefined,
    )
    .map(({ table, enabled }) =>
      causeAt(
        enabled ?? { path: "", line: 0 },
        "likely",
        `${table} is enabled and has no list of columns: "No fields defined for this entity."`,
      ),
    );
  return [...broken, ...withoutFields];
}

/** 9004010D: reads over more than one relationship, which plain OData fails at. */
export function findChainCauses({ site }: CheckedSite): Cause[] {
  const active = new Map(site.tablePermissions.filter(({ active: isActive }) => isActive).map((permission) => [permission.id, permission]));
  return [...active.values()]
    .filter(({ read, scope, parentId }) => {
      const parent = parentId === undefined ? undefined : active.get(parentId);
      return read && scope === "parent" && parent !== undefined && parent.scope !== "global";
    })
    .map((permission) =>
      causeAt(
        permission,
        "likely",
        `"${permission.name}" on ${permission.table} reaches its rows over several relationships, where plain reads are known to fail: use fetchXml=`,
      ),
    );
}
