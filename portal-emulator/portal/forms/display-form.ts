import type { FormKind, FormPlace } from "../../../liquid/liquid-host.ts";
import type { FormRecord } from "../../../site/parse-forms.ts";
import { isTrue, textOf } from "../../../site/site-rows.ts";
import type { Row } from "../../store/store.ts";
import { UnjudgedPermission } from "../../permissions/permissions.ts";
import { readAttachmentRules, renderAttachments } from "./attachments.ts";
import { readFieldValues } from "./field-values.ts";
import { findReference, type StepRows } from "./find-reference.ts";
import type { FormCall } from "./form-call.ts";
import { planFields } from "./form-fields.ts";
import type { FormNames } from "./form-names.ts";
import type { ShownForm } from "./form-outcome.ts";
import { deniedMessage, FormRefusal } from "./form-permissions.ts";
import { readLocalText } from "./local-text.ts";
import { readLookups } from "./read-lookups.ts";
import { readSubgrids } from "./read-subgrids.ts";
import type { TableDefinition } from "../../schema/table-definition.ts";
import type { FieldValue } from "./render-field.ts";
import { renderFormMessage, renderFormView, type FormButton } from "./render-form-view.ts";

export interface FormDisplay {
  readonly kind: FormKind;
  readonly form: FormRecord;
  readonly names: FormNames;
  readonly place: FormPlace;
  /** After a postback. */
  readonly shown: ShownForm | undefined;
  /** Throws FormRefusal where the visitor gets none. */
  readonly findRow: () => Promise<Row | undefined>;
  readonly buttons: (row: Row | undefined) => readonly FormButton[];
  readonly hidden: Readonly<Record<string, string>>;
  /** Of a multistep form. */
  readonly stepRows?: StepRows;
}

/** A form as the visitor sees it; what refuses it stands in its place. */
export async function displayForm(call: FormCall, display: FormDisplay): Promise<string> {
  const { form, names, place, shown } = display;
  if (shown?.isHidden === true && shown.message !== undefined) return renderFormMessage(names, shown.message);
  try {
    return await displayFields(call, display);
  } catch (error) {
    if (!(error instanceof FormRefusal || error instanceof UnjudgedPermission)) throw error;
    if (error.message !== deniedMessage) place.notice(error.message);
    else if (call.access.decideRows(form.table, form.mode === "insert" ? "create" : "read", call.persona).kind === "denied")
      place.notice(
        `No table permission lets this visitor ${form.mode === "insert" ? "create" : "read"} rows of ${form.table}: the form "${form.name}" says so.`,
      );
    return renderFormMessage(names, { kind: "error", text: error.message });
  }
}

async function displayFields(call: FormCall, display: FormDisplay): Promise<string> {
  const { kind, form, names, place, shown } = display;
  const table = call.ctx.schema.findTable(form.table);
  if (table === undefined)
    throw new FormRefusal(
      `The form "${form.name}" is one of the table "${form.table}", which the emulated organization has not: describe it in a schema file.`,
    );
  const row = await display.findRow();
  const plan = planFields(call, form, table);
  for (const notice of [...plan.notices, ...listUnsupported(form)]) place.notice(notice);
  const rowId = row === undefined ? undefined : String(row[table.primaryId]);
  const values = await readFieldValues(call, plan.fields, row);
  await fillReference(call, values, { form, table, stepRows: display.stepRows });
  for (const [column, value] of shown?.typed ?? []) values.set(column, value);
  const rules = readAttachmentRules(form, call.lcid);
  const instructions = readLocalText(textOf(form.values, "instructions"), call.lcid);
  return renderFormView({
    kind,
    form,
    names,
    layout: plan.layout,
    values,
    offers: form.mode === "read-only" ? new Map() : await readLookups(call, plan.fields, (message) => place.notice(message)),
    subgrids: await readSubgrids(call, { layout: plan.layout, table, rowId, notice: (message) => place.notice(message) }),
    rowId,
    buttons: display.buttons(row),
    message: shown?.message,
    errors: shown?.errors ?? [],
    hidden: display.hidden,
    instructions: instructions === "" ? "" : await place.render({ path: form.path, text: instructions }),
    customJavaScript: form.customJavaScript === undefined ? "" : await place.render(form.customJavaScript),
    attachments: rules === undefined ? "" : renderAttachments(rules, names, textOf(form.values, "validationgroup") ?? ""),
    hasCaptcha:
      form.mode !== "read-only" &&
      isTrue(form.values, "captcharequired") &&
      (call.persona.contactId === undefined || isTrue(form.values, "showcaptchaforauthenticatedusers")),
  });
}

/** An empty lookup is filled with the row that the record refers to. */
async function fillReference(
  call: FormCall,
  values: Map<string, FieldValue>,
  parts: { readonly form: FormRecord; readonly table: TableDefinition; readonly stepRows: StepRows | undefined },
): Promise<void> {
  if (!isTrue(parts.form.values, "populatereferenceentitylookupfield") || parts.form.mode === "read-only") return;
  const reference = await findReference(call, parts);
  if (reference === undefined || values.get(reference.column)?.text !== "") return;
  const table = call.ctx.schema.findTable(reference.table);
  const row = await call.service.find(reference.table, reference.id);
  if (table !== undefined && row !== undefined)
    values.set(reference.column, { text: reference.id, shown: String(row[table.primaryName] ?? ""), table: table.name });
}

/** What the record asks for and is not emulated. */
function listUnsupported({ name, values }: FormRecord): string[] {
  const asked: Readonly<Record<string, string>> = {
    autogeneratesteps: "its tabs are one page here",
    geolocation_enabled: "its map is not rendered",
    portaluserlookupattributeisactivityparty: "the portal user is not made an activity party",
  };
  return Object.entries(asked).flatMap(([key, what]) => (isTrue(values, key) ? [`Of the form "${name}" (adx_${key}) ${what}.`] : []));
}
