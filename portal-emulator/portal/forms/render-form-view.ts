import type { FormKind } from "../../../liquid/liquid-host.ts";
import type { FormRecord } from "../../../site/parse-forms.ts";
import { textOf } from "../../../site/site-rows.ts";
import { escapeHtml } from "../page-shell.ts";
import type { FormLayout } from "./form-layout.ts";
import type { FormNames } from "./form-names.ts";
import type { LookupOffer } from "./read-lookups.ts";
import type { ShownSubgrid } from "./read-subgrids.ts";
import { renderField, type FieldValue } from "./render-field.ts";
import { renderLayout } from "./render-layout.ts";

/** What a form says above its inputs. */
export interface FormMessage {
  readonly kind: "success" | "error";
  readonly text: string;
}

export interface FormButton {
  readonly id: "InsertButton" | "UpdateButton" | "NextButton" | "PreviousButton";
  readonly label: string;
  readonly busyLabel: string;
  readonly tooltip: string;
  readonly cssClass: string;
}

export interface FormView {
  readonly kind: FormKind;
  readonly form: FormRecord;
  readonly names: FormNames;
  readonly layout: FormLayout;
  readonly values: ReadonlyMap<string, FieldValue>;
  readonly offers: ReadonlyMap<string, LookupOffer>;
  readonly subgrids: ReadonlyMap<string, ShownSubgrid>;
  readonly rowId: string | undefined;
  readonly buttons: readonly FormButton[];
  readonly message: FormMessage | undefined;
  /** What the server found wrong with what was typed. */
  readonly errors: readonly string[];
  readonly hidden: Readonly<Record<string, string>>;
  /** Above the inputs, rendered. */
  readonly instructions: string;
  /** The form's own, rendered. */
  readonly customJavaScript: string;
  /** Below the inputs: where files are chosen. */
  readonly attachments: string;
  readonly hasCaptcha: boolean;
}

/** A form's panels, as the engine source of the 8.x ancestor writes them. */
export function renderFormView(view: FormView): string {
  const { kind, form, names, errors } = view;
  const readOnly = form.mode === "read-only";
  const validationGroup = textOf(form.values, "validationgroup") ?? "";
  const linked = textOf(form.values, "validationsummarylinksenabled")?.toLowerCase() !== "false";
  const layout = renderLayout({
    layout: view.layout,
    subgrids: view.subgrids,
    renderField: (field, spans) => {
      const { name } = field.column;
      const value = view.values.get(name) ?? { text: "" };
      return renderField({ field, value, names, validationGroup, readOnly, linked, offer: view.offers.get(name), ...spans });
    },
  });
  const panel = kind === "entityform" ? "EntityFormPanel" : "WebFormPanel";
  const hidden = Object.entries({ ...view.hidden, EntityFormView_EntityName: form.table, EntityFormView_EntityID: view.rowId ?? "" });
  return `<div id="${names.control}">${view.instructions === "" ? "" : `<div class="instructions">${view.instructions}</div>`}${renderMessage(view.message)}
<div id="${panel}" class="crmEntityFormView">
${hidden.map(([id, value]) => `<input type="hidden" id="${id}" name="${escapeHtml(names.input(id))}" value="${escapeHtml(value)}">`).join("")}
<div id="EntityFormView" data-name="${escapeHtml(form.name)}">${renderSummary({ form, errors, validationGroup })}
${layout}${view.attachments}</div>
${view.hasCaptcha ? '<div class="captcha">The emulator shows no captcha and asks for none.</div>' : ""}<div class="actions">${view.buttons.map((button) => renderButton(view, button, validationGroup)).join("")}</div>
${view.customJavaScript === "" ? "" : `<script type="text/javascript">${view.customJavaScript}</script>`}
</div></div>`;
}

/** The page of a form that shows a message only. */
export function renderFormMessage(names: FormNames, message: FormMessage): string {
  return `<div id="${names.control}">${renderMessage(message)}</div>`;
}

function renderMessage(message: FormMessage | undefined): string {
  if (message === undefined) return "";
  const classes = message.kind === "success" ? "message success alert alert-success" : "message alert alert-danger";
  // On success the page also tells the window around it (engine source of the 8.x ancestor).
  const told = message.kind === "success" ? '<script type="text/javascript">window.parent.postMessage("Success", "*");</script>' : "";
  return `<div id="MessagePanel" class="${classes}" role="alert"><span id="MessageLabel">${escapeHtml(message.text)}</span></div>${told}`;
}

interface Summary {
  readonly form: FormRecord;
  readonly errors: readonly string[];
  readonly validationGroup: string;
}

function renderSummary({ form, errors, validationGroup }: Summary): string {
  const classes = textOf(form.values, "validationsummarycssclass") || "validation-summary alert alert-error alert-danger alert-block";
  const header = textOf(form.values, "validationsummaryheadertext") || "The form could not be submitted for the following reasons:";
  const list = errors.map((error) => `<li>${escapeHtml(error)}</li>`).join("");
  return `<div id="ValidationSummaryEntityFormView" class="${escapeHtml(classes)}" role="alert" tabindex="-1" data-valsummary="true" data-valsummary-headertext="${escapeHtml(header)}" data-val-validationgroup="${escapeHtml(validationGroup)}"${
    errors.length === 0 ? ' style="display:none;"' : ""
  }>${errors.length === 0 ? "" : `<h2 class="validation-header">${escapeHtml(header)}</h2><ul>${list}</ul>`}</div>`;
}

/** Asks the page's function, then the validators, then greys the buttons out, then posts back. */
function renderButton({ kind, names }: FormView, { id, label, busyLabel, tooltip, cssClass }: FormButton, validationGroup: string): string {
  const name = names.button(id);
  const isBack = id === "PreviousButton";
  const check = kind === "entityform" ? "entityFormClientValidate" : "webFormClientValidate";
  const group = quote(validationGroup);
  const busy = `clearIsDirty();disableButtons();this.value = ${quote(busyLabel)};`;
  const validate = `if(typeof Page_ClientValidate === 'function'){if(Page_ClientValidate(${group})){${busy}}}else{${busy}}`;
  const ask = `if(typeof ${check} === 'function'){if(${check}()){${validate}}else{return false;}}else{${validate}}`;
  const post = `WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions(${quote(name)}, '', ${!isBack}, ${group}, '', false, true))`;
  const onclick = `javascript:${isBack ? "clearIsDirty();disableButtons();" : ask};${post}`;
  return `<input type="button" id="${id}" name="${escapeHtml(name)}" value="${escapeHtml(label)}" class="${escapeHtml(`btn ${isBack ? "btn-default" : "btn-primary"} button ${buttonClasses[id]} ${cssClass}`.trim())}"${
    tooltip === "" ? "" : ` title="${escapeHtml(tooltip)}"`
  } onclick="${escapeHtml(onclick)}">`;
}

const buttonClasses: Readonly<Record<FormButton["id"], string>> = {
  InsertButton: "submit-btn",
  UpdateButton: "submit-btn",
  NextButton: "next submit-btn",
  PreviousButton: "previous previous-btn",
};

/** A text in a handler's code. Our own reader of a button's group expects quotes around it as the portal writes them. */
const quote = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;
