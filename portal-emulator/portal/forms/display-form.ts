import type { FormKind, FormPlace } from "../../../liquid/liquid-host.ts";
import type { FormRecord } from "../../../site/parse-forms.ts";
import { isTrue, textOf } from "../../../site/site-rows.ts";
import type { Row } from "../../store/store.ts";
import { UnjudgedPermission } from "../../permissions/permissions.ts";
import { readFieldValues, readLookupChoices } from "./field-values.ts";
import type { FormCall } from "./form-call.ts";
import { planFields } from "./form-fields.ts";
import type { FormNames } from "./form-names.ts";
import type { ShownForm } from "./form-outcome.ts";
import { deniedMessage, FormRefusal } from "./form-permissions.ts";
import { readLocalText } from "./local-text.ts";
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
  const plan = planFields(form, table, call.lcid);
  for (const notice of [...plan.notices, ...listUnsupported(form)]) place.notice(notice);
  for (const { column, style } of plan.fields)
    if (column.type === "lookup" && style !== "lookup-as-list")
      place.notice(`The lookup ${column.name} of the form "${form.name}" opens no dialog here: a script may set it.`);
  const values = await readFieldValues(call, plan.fields, row);
  for (const [column, value] of shown?.typed ?? []) values.set(column, value);
  const instructions = readLocalText(textOf(form.values, "instructions"), call.lcid);
  return renderFormView({
    kind,
    form,
    names,
    fields: plan.fields,
    values,
    choices: await readLookupChoices(call, plan.fields),
    rowId: row === undefined ? undefined : String(row[table.primaryId]),
    buttons: display.buttons(row),
    message: shown?.message,
    errors: shown?.errors ?? [],
    hidden: display.hidden,
    instructions: instructions === "" ? "" : await place.render({ path: form.path, text: instructions }),
    customJavaScript: form.customJavaScript === undefined ? "" : await place.render(form.customJavaScript),
    hasCaptcha:
      form.mode !== "read-only" &&
      isTrue(form.values, "captcharequired") &&
      (call.persona.contactId === undefined || isTrue(form.values, "showcaptchaforauthenticatedusers")),
  });
}

/** What the record asks for and is not emulated. */
function listUnsupported({ name, values }: FormRecord): string[] {
  const asked: Readonly<Record<string, string>> = {
    attachfile: "its file upload is not rendered",
    autogeneratesteps: "its tabs are one page here",
    setentityreference: "the reference to another row that it sets is not written",
    populatereferenceentitylookupfield: "the lookup that it fills in stays empty",
    geolocation_enabled: "its map is not rendered",
    portaluserlookupattributeisactivityparty: "the portal user is not made an activity party",
  };
  return Object.entries(asked).flatMap(([key, what]) => (isTrue(values, key) ? [`Of the form "${name}" (adx_${key}) ${what}.`] : []));
}
