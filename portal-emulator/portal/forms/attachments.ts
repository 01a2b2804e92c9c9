import type { FormRecord } from "../../../site/parse-forms.ts";
import { isTrue, numberOf, textOf } from "../../../site/site-rows.ts";
import type { TableDefinition } from "../../schema/table-definition.ts";
import { findColumn } from "../../schema/table-definition.ts";
import { escapeHtml } from "../page-shell.ts";
import type { FormCall } from "./form-call.ts";
import type { FormNames } from "./form-names.ts";
import { FormRefusal, requireLinks, requireNewNote } from "./form-permissions.ts";
import { readLocalText } from "./local-text.ts";

/** What a form takes as attachments. https://learn.microsoft.com/power-pages/configure/basic-forms#additional-settings */
export interface AttachmentRules {
  readonly label: string;
  readonly multiple: boolean;
  readonly maxFiles: number | undefined;
  readonly required: boolean;
  /** As the input's `accept`; "": anything. */
  readonly accept: string;
  /** The server refuses what `accept` does not name. */
  readonly restrictsType: boolean;
  readonly maxBytes: number | undefined;
  readonly messages: { readonly required: string; readonly type: string; readonly size: string };
}

const inputId = "AttachFile";

/** undefined: the form takes none. Keys of steps differ from those of basic forms in places (observed in public sites). */
export function readAttachmentRules({ values, mode }: FormRecord, lcid: number | undefined): AttachmentRules | undefined {
  if (!isTrue(values, "attachfile") || mode === "read-only") return undefined;
  const local = (key: string): string => readLocalText(textOf(values, key), lcid);
  const label = local("attachfilelabel") || "Attach a file";
  const accept = ["attachfileaccept", "accept", "attachfileacceptextensions", "acceptextensions"]
    .flatMap((key) => (textOf(values, key) ?? "").split(","))
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join(",");
  const maxKilobytes = numberOf(values, "attachfilemaxsize");
  // The box beside the number is missing in records that the studio writes: then the number alone counts (assumed).
  const restrictsSize = textOf(values, "attachfilerestrictsize")?.toLowerCase() !== "false" && maxKilobytes !== undefined;
  return {
    label,
    multiple: isTrue(values, "attachfileallowmultiple") || isTrue(values, "allowmultiplefiles"),
    maxFiles: numberOf(values, "maximumnooffiles"),
    required: isTrue(values, "attachfilerequired"),
    accept,
    restrictsType: isTrue(values, "attachfilerestrictaccept") && accept !== "",
    maxBytes: restrictsSize ? maxKilobytes * 1024 : undefined,
    messages: {
      required: local("attachfilerequirederrormessage") || `${label} is a required field.`,
      type: local("attachfiletypeerrormessage") || `${label} is not of the file type(s) "${accept}".`,
      size: local("attachfilesizeerrormessage") || `${label} exceeds the maximum file size.`,
    },
  };
}

/** Below the inputs, as the engine source of the 8.x ancestor has it. */
export function renderAttachments(rules: AttachmentRules, names: FormNames, validationGroup: string): string {
  const validator = rules.required
    ? `<span id="RequiredFieldValidator${inputId}" data-val-controltovalidate="${inputId}" data-val-errormessage="${escapeHtml(escapeHtml(rules.messages.required))}" data-val-validationgroup="${escapeHtml(validationGroup)}" data-val-initialvalue="" data-val-evaluationfunction="RequiredFieldValidatorEvaluateIsValid" style="display:none;">*</span>`
    : "";
  return `<div class="tr"><div class="cell file-cell"><div class="${rules.required ? "info required" : "info"}"><label for="${inputId}" id="AttachFileLabel">${escapeHtml(rules.label)}</label></div><div class="control"><input type="file" id="${inputId}" name="${escapeHtml(names.input(inputId))}"${rules.multiple ? " multiple" : ""}${rules.accept === "" ? "" : ` accept="${escapeHtml(rules.accept)}"`}>${validator}</div></div></div>`;
}

/** What is wrong with the files of a postback. */
function checkAttachments(rules: AttachmentRules, files: readonly File[]): string[] {
  if (files.length === 0) return rules.required ? [rules.messages.required] : [];
  const allowed = rules.multiple ? (rules.maxFiles ?? files.length) : 1;
  return [
    ...(files.length > allowed ? [`No more than ${allowed} file(s) can be attached.`] : []),
    ...(rules.restrictsType && files.some((file) => !isAccepted(file, rules.accept)) ? [rules.messages.type] : []),
    ...(rules.maxBytes !== undefined && files.some(({ size }) => size > (rules.maxBytes ?? size)) ? [rules.messages.size] : []),
  ];
}

function isAccepted({ name, type }: File, accept: string): boolean {
  return accept.split(",").some((part) => {
    const one = part.toLowerCase();
    if (one.startsWith(".")) return name.toLowerCase().endsWith(one);
    return one.endsWith("/*") ? type.toLowerCase().startsWith(one.slice(0, -1)) : one === "*" || type.toLowerCase() === one;
  });
}

/** Files of a postback by the name of their input. */
export type PostedFiles = ReadonlyMap<string, readonly File[]>;

/** The files of a postback that belong to the form, and what is wrong with them. */
export function readAttachments(
  call: FormCall,
  form: FormRecord,
  { files, names }: { readonly files: PostedFiles; readonly names: FormNames },
): { readonly files: readonly File[]; readonly errors: readonly string[] } {
  const rules = readAttachmentRules(form, call.lcid);
  if (rules === undefined) return { files: [], errors: [] };
  const own = files.get(names.input(inputId)) ?? [];
  return { files: own, errors: checkAttachments(rules, own) };
}

/**
 * Keeps files as notes of a row; their subject and text tell the portal whose they are (engine source of the 8.x ancestor). Table permissions on notes
 * hold as on any row. Throws FormRefusal, UnjudgedPermission, DataverseFault.
 */
export async function saveAttachments(
  call: FormCall,
  {
    form,
    table,
    rowId,
    files,
  }: { readonly form: FormRecord; readonly table: TableDefinition; readonly rowId: string; readonly files: readonly File[] },
): Promise<void> {
  if (files.length === 0) return;
  const notes = call.ctx.schema.findTable("annotation");
  if (notes === undefined || findColumn(notes, "objectid")?.targets?.includes(table.name) !== true)
    throw new FormRefusal(`Rows of ${table.name} have no notes in the emulated organization: the attached files are not kept.`);
  const subject = await writeSubject(call);
  for (const file of files) {
    const cells = {
      subject,
      notetext: "*WEB*",
      objectid: rowId,
      objecttypecode: table.name,
      filename: file.name,
      mimetype: file.type || "application/octet-stream",
      documentbody: Buffer.from(await file.arrayBuffer()).toString("base64"),
    };
    await requireNewNote(call, form, cells);
    await requireLinks(call, form, { table: notes.name, row: cells }, [{ table: table.name, id: rowId }]);
    await call.ctx.organization.admit(call.caller, () => call.service.create(notes.name, cells));
  }
  call.ctx.readCache.forget([notes.name]);
}

async function writeSubject({ ctx, persona, service }: FormCall): Promise<string> {
  const now = ctx.clock.now().toISOString();
  const contact = persona.contactId === undefined ? undefined : await service.find("contact", persona.contactId);
  return contact === undefined
    ? `Note created on ${now}`
    : `Note created on ${now} by ${String(contact["fullname"] ?? "")} [contact:${String(contact["contactid"])}]`;
}
