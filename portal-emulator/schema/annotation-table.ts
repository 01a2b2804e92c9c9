import type { Row } from "../store/store.ts";
import { column, flags, id, lookup, memo, ownedColumns, plain, readOnly, text } from "./columns.ts";
import type { TableDefinition } from "./table-definition.ts";

/** Notes and their attachments. https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/annotation */
export const annotationTable: TableDefinition = {
  name: "annotation",
  entitySet: "annotations",
  schemaName: "Annotation",
  displayName: "Note",
  primaryId: "annotationid",
  primaryName: "subject",
  readOnly: false,
  elastic: false,
  compute: computeFile,
  columns: [
    id("AnnotationId"),
    ...text(500, "Subject"),
    // 100,000 in the reference, 1,073,741,823 in newer organizations (observed, third party).
    ...memo(100_000, "NoteText"),
    ...text(255, "FileName"),
    ...text(256, "MimeType"),
    // Without a data URI's prefix: https://learn.microsoft.com/power-pages/configure/write-update-delete-operations
    column("DocumentBody", "memo", { maxLength: 1_073_741_823, base64: true }),
    ...readOnly(plain("integer", "FileSize")),
    column("IsDocument", "boolean", { initial: false }),
    ...readOnly(flags("IsPrivate")),
    ...text(2, "LangId"),
    ...text(32, "StepId"),
    // What portal comments and notes begin with tells the portal whom to show them to.
    ...text(64, "ObjectTypeCode"),
    lookup("ObjectId", "account", "contact", "incident", "lead", "opportunity", "task", "appointment", "phonecall"),
    ...ownedColumns(),
  ],
};

/** The size in bytes of what the Base64 stands for; that a note with a body is a document is assumed to be Dataverse's doing. */
function computeFile(row: Row): Row {
  const body = row["documentbody"];
  if (typeof body !== "string" || body === "") {
    return { filesize: null };
  }
  const padding = /={0,2}$/u.exec(body)?.[0].length ?? 0;
  return { filesize: Math.max(Math.floor((body.length * 3) / 4) - padding, 0), isdocument: true };
}
