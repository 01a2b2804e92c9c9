import { columnPermissionProfilePaths, tablePermissionPath } from "../../site/file-names.ts";
import { renderRecord } from "../../site/render-record.ts";
import type { ColumnRight } from "../../site/site.ts";
import { closingRight, listClosedColumns } from "./closed-access.ts";
import { contactTable, type ContactAccess } from "./contact-access.ts";
import type { Desired } from "./desired.ts";
import type { RecordWriter } from "./kit-records.ts";
import type { Opening } from "./plan.ts";

export const accessName = "Portal Kit Contact Capture";

/** https://learn.microsoft.com/power-pages/configure/column-permissions; values as site folders show them */
const rightValues: Readonly<Record<ColumnRight, string>> = { create: "746610000", read: "746610001", update: "746610002" };
/** https://learn.microsoft.com/power-pages/security/table-permissions#access-types; values as site folders show them */
const scopeValues: Readonly<Record<ContactAccess["who"], string>> = { anonymous: "756150000", "signed-in": "756150004" };

/**
 * The table permission and the column permission profile that narrows it. Every path has the same two records: an upload changes records and deletes none,
 * so a change of path closes in the environment what the former path had opened.
 * @param closed what earlier applies opened and this one does not want
 */
export function needAccess(writer: RecordWriter, access: ContactAccess, closed: readonly Opening[] = []): Desired[] {
  const roleIds = access.roles.map((role) => role.id).toSorted();
  if (roleIds.length === 0) return [];
  const permissionId = writer.id("table-permission", accessName);
  const profileId = writer.id("column-permission-profile", accessName);
  const profile = columnPermissionProfilePaths(writer.site, { id: profileId, name: accessName });
  const closing = listClosedColumns(closed, access).map((column) => [column, [closingRight(access)]] as const);
  const columns = [...access.columns, ...closing]
    .map(([name, rights]) => ({ id: writer.id("column-permission", name), name, rights: rights.map((right) => rightValues[right]) }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return [
    writer.record(
      tablePermissionPath(writer.site, { id: permissionId, name: accessName }),
      {
        adx_append: "false",
        adx_appendto: "false",
        adx_create: String(access.create),
        adx_delete: "false",
        adx_entitylogicalname: contactTable,
        adx_entityname: accessName,
        adx_entitypermission_webrole: roleIds,
        adx_entitypermissionid: permissionId,
        adx_read: String(access.read),
        adx_scope: scopeValues[access.who],
        adx_write: String(access.write),
      },
      describePermission(access),
    ),
    writer.record(
      profile.record,
      {
        adx_columnpermissionprofile_webrole: roleIds,
        adx_columnpermissionprofileid: profileId,
        adx_profilename: accessName,
        adx_tablename: contactTable,
      },
      "narrows the table permission to the form's columns",
    ),
    writer.file(
      profile.columns,
      columns
        .map(({ id, name, rights }) =>
          asListItem(
            renderRecord(
              { adx_columnname: name, adx_columnpermissionid: id, adx_columnpermissionprofileid: profileId, adx_permissions: rights },
              writer.lineEnd,
            ),
            writer.lineEnd,
          ),
        )
        .join(""),
      "what the column permission profile allows, column by column",
    ),
  ];
}

function describePermission({ who, read, create, write }: ContactAccess): string {
  if (!read && !create && !write) return "closes what an earlier apply had opened: gives nobody any right";
  if (who === "signed-in") return "lets signed-in visitors change their own contact; never another, never read or delete";
  if (write) return "lets the form look a contact up, and create one by its key; the column profile keeps every contact from being changed";
  return read
    ? "lets the form look a contact up and create one; never change or delete"
    : "lets the form create contacts; never read, change or delete";
}

const asListItem = (record: string, lineEnd: string): string =>
  record
    .split(lineEnd)
    .map((line, index) => (line === "" ? line : `${index === 0 ? "- " : "  "}${line}`))
    .join(lineEnd);
