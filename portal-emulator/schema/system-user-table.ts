import { insightsUserId, operatorUserId, portalUserId, systemUserId } from "../organization/system-users.ts";
import { column, flags, id, lookup, plain, readOnly, systemColumns, text } from "./columns.ts";
import { computeFullName, fullNameColumn } from "./person-columns.ts";
import type { TableDefinition } from "./table-definition.ts";

/** https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/systemuser; those who write rows here are built in. */
export const systemUserTable: TableDefinition = {
  name: "systemuser",
  entitySet: "systemusers",
  schemaName: "SystemUser",
  displayName: "User",
  primaryId: "systemuserid",
  primaryName: "fullname",
  readOnly: false,
  elastic: false,
  // That the managers of users are a hierarchy is documented; that its relationship is marked as one is assumed.
  hierarchy: "parentsystemuserid",
  compute: computeFullName,
  builtInRows: [
    { systemuserid: systemUserId, lastname: "SYSTEM" },
    { systemuserid: operatorUserId, firstname: "Emulated", lastname: "Operator" },
    { systemuserid: portalUserId, lastname: "# Portals", applicationid: "00000000-0000-4000-8000-00000000b002" },
    { systemuserid: insightsUserId, lastname: "# Customer Insights", applicationid: "00000000-0000-4000-8000-00000000b003" },
  ],
  columns: [
    id("SystemUserId"),
    fullNameColumn(200),
    ...text(256, "FirstName", "LastName"),
    ...text(50, "MiddleName", "NickName"),
    ...text(1024, "DomainName"),
    column("InternalEMailAddress", "string", { maxLength: 100, indexed: true }),
    ...text(64, "MobilePhone"),
    ...text(100, "JobTitle"),
    ...text(128, "Title"),
    ...plain("uniqueidentifier", "ApplicationId", "AzureActiveDirectoryObjectId"),
    ...flags("IsDisabled"),
    lookup("ParentSystemUserId", "systemuser"),
    ...systemColumns(),
    ...readOnly([lookup("CreatedBy", "systemuser"), lookup("ModifiedBy", "systemuser")]),
  ],
};
