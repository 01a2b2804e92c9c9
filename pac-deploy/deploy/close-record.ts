import type { ColumnRight } from "../../site/site.ts";
import type { Opening } from "../plan/plan.ts";
import { itemsOf } from "./compare-values.ts";
import type { Closing } from "./deployment-plan.ts";
import { withoutPrefix } from "./record-tables.ts";
import type { DeployedRecord, DeployedValue, SiteRecords } from "./site-records.ts";

/**
 * The values under which a record that is to go opens nothing any more, since an upload deletes nothing; undefined: it opens nothing, or nothing that a value could close.
 * @param remote the environment, which knows the roles and what else is open
 */
export function closeRecord(record: DeployedRecord, remote: SiteRecords): Closing | undefined {
  if (!isActive(record)) return undefined;
  const closed = closers[record.table]?.(record, remote);
  if (closed === undefined) return undefined;
  const { values, opens } = closed;
  const changed = Object.entries(values).filter(([key, value]) => itemsOf(record.values[key]).join() !== itemsOf(value).join());
  return changed.length === 0 ? undefined : { record, values: Object.fromEntries(changed), opens };
}

type Closed = Pick<Closing, "values" | "opens">;

const closers: Readonly<Record<string, (record: DeployedRecord, remote: SiteRecords) => Closed | undefined>> = {
  adx_entitypermission: closePermission,
  adx_sitesetting: closeSetting,
  adx_columnpermission: (record, remote) => closeColumns(record, remote, "permissions"),
  adx_columnpermissionprofile: (record, remote) => closeColumns(record, remote, "allcolumnpermissions"),
};

const rightKeys = ["read", "create", "write", "delete", "append", "appendto"] as const;

/** What the Web API may do with a column, by what a table permission calls it. */
const columnRights: Readonly<Record<string, ColumnRight>> = { read: "read", create: "create", write: "update" };

function closePermission(record: DeployedRecord, remote: SiteRecords): Closed | undefined {
  const given = rightsOf(record);
  const roles = rolesOf(record, remote);
  if (given.length === 0 || roles.length === 0) return undefined;
  const values = Object.fromEntries(given.map((right) => [keyOf(record, right), "false"]));
  return { values, opens: openingsOf(record, remote) };
}

/** What a table permission gives, one opening a role. Rights that have no counterpart for columns (delete, append) are in the record's values alone. */
export function openingsOf(record: DeployedRecord, remote: SiteRecords): Opening[] {
  const rights = rightsOf(record).flatMap((right) => columnRights[right] ?? []);
  const isOwn = textOf(record, "scope") === "756150004";
  return rolesOf(record, remote).map((role) => ({
    table: textOf(record, "entitylogicalname"),
    columns: [],
    rights,
    ...(isOwn ? { rows: "own" as const } : {}),
    role,
  }));
}

export const rightsOf = (record: DeployedRecord): string[] => rightKeys.filter((right) => textOf(record, right).toLowerCase() === "true");

/** Names of the roles that have the permission: its own, and those of its parents, which a child inherits. */
function rolesOf(record: DeployedRecord, { records }: SiteRecords, seen: ReadonlySet<string> = new Set()): string[] {
  const own = itemsOf(valueOf(record, "entitypermission_webrole")).map((id) => {
    const name = records.get(`adx_webrole/${id.toLowerCase()}`)?.name ?? "";
    return name === "" ? id : name;
  });
  const parentId = textOf(record, "parententitypermission").toLowerCase();
  const parent = records.get(`adx_entitypermission/${parentId}`);
  const inherited = parent === undefined || seen.has(parentId) ? [] : rolesOf(parent, { records }, new Set([...seen, parentId]));
  return [...new Set([...own, ...inherited])];
}

/** https://learn.microsoft.com/power-pages/configure/web-api-overview: the two settings that let the Web API at a table. */
function closeSetting(record: DeployedRecord, remote: SiteRecords): Closed | undefined {
  const [, table, part] = /^webapi\/([^/]+)\/(enabled|fields)$/i.exec(textOf(record, "name")) ?? [];
  const value = textOf(record, "value").trim();
  if (table === undefined || part === undefined || value === "") return undefined;
  const isSwitch = part.toLowerCase() === "enabled";
  if (isSwitch && value.toLowerCase() !== "true") return undefined;
  const columns = isSwitch ? [] : value.split(",").map((column) => column.trim());
  const opens = permissionsOn(table, remote).flatMap((permission) =>
    openingsOf(permission, remote).map((opening) => ({ ...opening, columns })),
  );
  // A list cannot be emptied by an upload: the key of the table is the least that it can name.
  return { values: { [keyOf(record, "value")]: isSwitch ? "false" : `${table.toLowerCase()}id` }, opens };
}

const permissionsOn = (table: string, { records }: SiteRecords): DeployedRecord[] =>
  [...records.values()].filter(
    (record) =>
      record.table === "adx_entitypermission" &&
      isActive(record) &&
      textOf(record, "entitylogicalname").toLowerCase() === table.toLowerCase(),
  );

/** Create, Read, Update. https://learn.microsoft.com/power-pages/security/column-permissions */
const columnRightValues = { create: "746610000", read: "746610001", write: "746610002" } as const;

/** A list of rights cannot be emptied either: what stays is one that no table permission gives, or to fill the column in on a new row. */
function closeColumns(record: DeployedRecord, remote: SiteRecords, column: "permissions" | "allcolumnpermissions"): Closed | undefined {
  const key = keyOf(record, column);
  const rights = itemsOf(record.values[key]);
  if (rights.length === 0) return undefined;
  const profile =
    column === "permissions"
      ? remote.records.get(`adx_columnpermissionprofile/${textOf(record, "columnpermissionprofileid").toLowerCase()}`)
      : record;
  if (profile === undefined) return undefined;
  const table = textOf(profile, "tablename");
  const permissions = permissionsOn(table, remote);
  const given = new Set(permissions.flatMap(rightsOf));
  const least = (["write", "read", "create"] as const).find((right) => !given.has(right));
  const names = column === "permissions" ? [record.name] : [];
  return {
    values: { [key]: [columnRightValues[least ?? "create"]] },
    opens: permissions.flatMap((permission) => openingsOf(permission, remote).map((opening) => ({ ...opening, columns: names }))),
  };
}

const isActive = (record: DeployedRecord): boolean => textOf(record, "statecode") !== "1";

/** In the record's own spelling. */
export function keyOf({ values }: DeployedRecord, column: string): string {
  return Object.keys(values).find((key) => withoutPrefix(key) === column) ?? column;
}

const valueOf = (record: DeployedRecord, column: string): DeployedValue | undefined => record.values[keyOf(record, column)];

export function textOf(record: DeployedRecord, column: string): string {
  const value = valueOf(record, column);
  return typeof value === "string" ? value : "";
}
