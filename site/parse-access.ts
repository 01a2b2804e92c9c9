import { idsOf, isTrue, listOf, recordsOf, referenceOf, textOf } from "./site-rows.ts";
import type { SiteSource } from "./site-rows.ts";
import type { ColumnPermissionProfile, ColumnRight, PermissionScope, SiteRecord, TablePermission, WebPageRule, WebRole } from "./site.ts";

const scopes: Readonly<Record<string, PermissionScope>> = {
  "756150000": "global",
  "756150001": "contact",
  "756150002": "account",
  "756150003": "parent",
  "756150004": "self",
};

// https://learn.microsoft.com/power-pages/security/column-permissions
const rights: Readonly<Record<string, ColumnRight>> = { "746610000": "create", "746610001": "read", "746610002": "update" };

const pageRights: Readonly<Record<string, WebPageRule["right"]>> = { "1": "grant-change", "2": "restrict-read" };

export function parseRoles(source: SiteSource): WebRole[] {
  return recordsOf(source, "webrole", "webroleid").map((record) => ({
    ...record,
    isAnonymous: isTrue(record.values, "anonymoususersrole"),
    isAuthenticated: isTrue(record.values, "authenticatedusersrole"),
  }));
}

export function parseTablePermissions(source: SiteSource): TablePermission[] {
  return recordsOf(source, "tablepermission", "entitypermissionid", "entityname").map((record) => {
    const { values } = record;
    return {
      ...record,
      table: textOf(values, "entitylogicalname") ?? "",
      scope: scopes[textOf(values, "scope") ?? ""],
      roleIds: idsOf(values, "entitypermission_webrole"),
      read: isTrue(values, "read"),
      create: isTrue(values, "create"),
      write: isTrue(values, "write"),
      delete: isTrue(values, "delete"),
      append: isTrue(values, "append"),
      appendTo: isTrue(values, "appendto"),
      parentId: referenceOf(values, "parententitypermission"),
    };
  });
}

export function parseColumnPermissionProfiles(source: SiteSource): ColumnPermissionProfile[] {
  const columnsOf = new Map<string, { column: string; rights: readonly ColumnRight[] }[]>();
  for (const record of recordsOf(source, "columnpermission", "columnpermissionid", "columnname")) {
    const profileId = referenceOf(record.values, "columnpermissionprofileid") ?? "";
    const columns = columnsOf.get(profileId) ?? [];
    columnsOf.set(profileId, columns);
    if (record.active) columns.push({ column: record.name, rights: readRights(source, record, "permissions") });
  }
  return recordsOf(source, "columnpermissionprofile", "columnpermissionprofileid", "profilename").map((record) => ({
    ...record,
    table: textOf(record.values, "tablename") ?? "",
    roleIds: idsOf(record.values, "columnpermissionprofile_webrole"),
    allColumns: readRights(source, record, "allcolumnpermissions"),
    columns: columnsOf.get(record.id) ?? [],
  }));
}

export function parsePageRules(source: SiteSource): WebPageRule[] {
  return recordsOf(source, "webpagerule", "webpageaccesscontrolruleid").map((record) => ({
    ...record,
    right: pageRights[textOf(record.values, "right") ?? ""],
    pageId: referenceOf(record.values, "webpageid"),
    roleIds: idsOf(record.values, "webpageaccesscontrolrule_webrole"),
  }));
}

/** Unknown values are reported, not guessed: some exports write them broken. */
function readRights(source: SiteSource, record: SiteRecord, key: string): ColumnRight[] {
  const values = listOf(record.values, key);
  const unknown = [...new Set(values.filter((value) => rights[value] === undefined))];
  if (unknown.length > 0) {
    source.report({
      code: "column-permission-unreadable",
      severity: "cannot-conclude",
      path: record.path,
      line: record.line,
      message: `adx_${key} holds ${unknown.join(", ")}; expected 746610000 (Create), 746610001 (Read) or 746610002 (Update).`,
    });
  }
  return values.flatMap((value) => rights[value] ?? []);
}
