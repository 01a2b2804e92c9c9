import { choiceOf, column, evidence, id, lookup, memo, plain, readOnly, text } from "./columns.ts";
import type { TableDefinition } from "./table-definition.ts";

/** Who changed what. https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/audit; the organization alone writes it. */
export function createAuditTable(tables: readonly string[]): TableDefinition {
  return {
    name: "audit",
    entitySet: "audits",
    schemaName: "Audit",
    displayName: "Auditing",
    primaryId: "auditid",
    // It has no primary name; this one is never shown for a row, since nothing looks up an audit.
    primaryName: "auditid",
    readOnly: true,
    elastic: false,
    columns: readOnly([
      id("AuditId"),
      choiceOf("Operation", [
        { value: 1, label: "Create" },
        { value: 2, label: "Update" },
        { value: 3, label: "Delete" },
        { value: 4, label: "Access" },
        { value: 5, label: "Upsert" },
        { value: 115, label: "Archive" },
        { value: 116, label: "Retain" },
        { value: 117, label: "RollbackRetain" },
        { value: 118, label: "Restore" },
        { value: 200, label: "CustomOperation" },
      ]),
      // Those of data; the many others are of configuration and sign-in.
      choiceOf("Action", [
        { value: 0, label: "Unknown" },
        { value: 1, label: "Create" },
        { value: 2, label: "Update" },
        { value: 3, label: "Delete" },
        { value: 4, label: "Activate" },
        { value: 5, label: "Deactivate" },
        { value: 6, label: "Upsert" },
        { value: 11, label: "Cascade" },
        { value: 12, label: "Merge" },
        { value: 13, label: "Assign" },
        { value: 33, label: "Associate Entities" },
        { value: 34, label: "Disassociate Entities" },
      ]),
      // A row that is gone may still be named here.
      column("ObjectId", "lookup", { targets: tables }),
      ...text(64, "ObjectTypeCode"),
      lookup("UserId", "systemuser"),
      lookup("CallingUserId", "systemuser"),
      column("CreatedOn", "datetime", { indexed: true }),
      // Documented as the numbers of the changed columns in 2,000 characters, here their names, which need more.
      ...evidence("assumed", memo(10_000, "AttributeMask")),
      ...memo(2000, "ChangeData", "AdditionalInfo"),
      ...text(350, "UserAdditionalInfo"),
      ...plain("integer", "TimeToLiveInSeconds"),
      ...plain("uniqueidentifier", "TransactionId"),
      ...plain("bigint", "VersionNumber"),
    ]),
  };
}
