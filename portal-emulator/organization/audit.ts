import type { TableDefinition } from "../schema/table-definition.ts";
import type { Row } from "../store/store.ts";
import type { Work } from "./engine.ts";

// https://learn.microsoft.com/power-apps/developer/data-platform/auditing/overview

export type AuditedOperation = "create" | "update" | "delete" | "associate" | "disassociate";

export interface AuditedWrite {
  readonly operation: AuditedOperation;
  readonly table: TableDefinition;
  readonly id: string;
  /** Names of what was set; never what it was set to. */
  readonly columns: readonly string[];
}

/** Values of the audit table's columns `operation` and `action`. */
const codes: Readonly<Record<AuditedOperation, { readonly operation: number; readonly action: number }>> = {
  create: { operation: 1, action: 1 },
  update: { operation: 2, action: 2 },
  delete: { operation: 3, action: 3 },
  associate: { operation: 2, action: 33 },
  disassociate: { operation: 2, action: 34 },
};

/** Keeps who wrote what, in the transaction that wrote it: what is aborted leaves no trace here either (assumed). */
export function auditWrite({ engine, session, transaction }: Work, { operation, table, id, columns }: AuditedWrite): void {
  const audit = engine.schema.findTable("audit");
  if (audit === undefined || engine.switches().audit === "off") return;
  const row: Row = {
    ...codes[operation],
    objectid: id,
    objecttypecode: table.name,
    userid: session.userId,
    callinguserid: session.initiatingUserId,
    attributemask: columns.length === 0 ? null : columns.toSorted().join(","),
    // The visitor behind the portal's user; the platform keeps no such column.
    useradditionalinfo: session.contactId === undefined ? null : `contact ${session.contactId}`,
  };
  engine.isolation.write(transaction, (rows) => rows.insert("audit", row));
}
