import type { FormPlace } from "../../../liquid/liquid-host.ts";
import type { BasicForm } from "../../../site/parse-forms.ts";
import { numberOf, textOf } from "../../../site/site-rows.ts";
import { readAttachments, saveAttachments, type PostedFiles } from "./attachments.ts";
import { displayForm } from "./display-form.ts";
import { findFormRow } from "./find-form-row.ts";
import type { FormCall } from "./form-call.ts";
import { planFields } from "./form-fields.ts";
import { createFormNames } from "./form-names.ts";
import { showErrors, type FormOutcome, type ShownForm } from "./form-outcome.ts";
import { FormRefusal } from "./form-permissions.ts";
import { readSubmitTexts } from "./form-texts.ts";
import { planRedirect } from "./plan-redirect.ts";
import { readPosted } from "./read-posted.ts";
import type { FormButton } from "./render-form-view.ts";
import { saveForm } from "./save-form.ts";

const redirectCode = 756_150_001;

export function displayBasicForm(
  call: FormCall,
  form: BasicForm,
  { place, shown }: { place: FormPlace; shown: ShownForm | undefined },
): Promise<string> {
  return displayForm(call, {
    kind: "entityform",
    form,
    names: createFormNames("entityform", form.id),
    place,
    shown,
    findRow: () => findFormRow(call, form),
    buttons: (row): FormButton[] =>
      form.mode === "read-only" ? [] : [{ id: row === undefined ? "InsertButton" : "UpdateButton", ...readSubmitTexts(form, call.lcid) }],
    hidden: {},
  });
}

/** Saves what was posted and does what the record says on success. Throws FormRefusal, UnjudgedPermission, DataverseFault, PostbackRefused. */
export async function postBasicForm(
  call: FormCall,
  form: BasicForm,
  { sent, files }: { readonly sent: URLSearchParams; readonly files: PostedFiles },
): Promise<FormOutcome> {
  const table = call.ctx.schema.findTable(form.table);
  if (table === undefined || form.mode === "read-only") throw new FormRefusal(`The form "${form.name}" takes nothing.`);
  const row = await findFormRow(call, form);
  const { fields } = planFields(call, form, table);
  const names = createFormNames("entityform", form.id);
  const posted = readPosted(sent, { fields, names, table });
  const attached = readAttachments(call, form, { files, names });
  const errors = [...posted.errors, ...attached.errors];
  if (errors.length > 0) return showErrors(form.id, errors, posted.typed);
  const rowId = row === undefined ? undefined : String(row[table.primaryId]);
  const id = await saveForm(call, { form, table, fields, posted, rowId }).catch((error: unknown) => {
    throw new SaveFailed(posted.typed, error);
  });
  await saveAttachments(call, { form, table, rowId: id, files: attached.files });
  return succeed(call, form, { id });
}

/** What went wrong in saving, with what was typed. */
export class SaveFailed extends Error {
  override readonly name = "SaveFailed";
  readonly typed: ShownForm["typed"];

  constructor(typed: ShownForm["typed"], cause: unknown) {
    super("The form could not be saved.", { cause });
    this.typed = typed;
  }
}

/** On success: a message, which is what happens without a choice too, or a redirect. */
export async function succeed(call: FormCall, form: BasicForm, { id }: { readonly id: string | undefined }): Promise<FormOutcome> {
  const row = id === undefined ? undefined : await call.service.find(form.table, id);
  if (numberOf(form.values, "onsuccess") === redirectCode)
    return { kind: "redirect", location: planRedirect(call, form, id === undefined ? undefined : { id, row }) };
  const { successMessage } = readSubmitTexts(form, call.lcid);
  const isHidden = textOf(form.values, "hideformonsuccess")?.toLowerCase() !== "false";
  return {
    kind: "show",
    shown: { formId: form.id, message: { kind: "success", text: successMessage }, isHidden, errors: [], typed: new Map() },
  };
}
