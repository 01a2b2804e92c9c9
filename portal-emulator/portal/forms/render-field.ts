import { assertNever } from "../../../access/assert-never.ts";
import { escapeHtml } from "../page-shell.ts";
import type { FormField } from "./form-fields.ts";
import type { FormNames } from "./form-names.ts";

/** What stands in an input. */
export interface FieldValue {
  /** As it is posted back; "" for none. */
  readonly text: string;
  /** Of a lookup: the name of the row and its table. */
  readonly shown?: string;
  readonly table?: string;
}

/** A row that a lookup offers. */
export interface LookupChoice {
  readonly id: string;
  readonly name: string;
}

export interface FieldView {
  readonly field: FormField;
  readonly value: FieldValue;
  readonly names: FormNames;
  readonly validationGroup: string;
  readonly readOnly: boolean;
  /** Validation messages lead to their inputs. */
  readonly linked: boolean;
  readonly choices: readonly LookupChoice[];
}

/** One cell of a form: label, validators, input. Classes and ids follow the engine source of the 8.x ancestor; the id is documented as the logical name. */
export function renderField(view: FieldView): string {
  const { field } = view;
  const { name } = field.column;
  const describe = (place: string, className: string): string =>
    field.description?.place === place ? `<div class="${className}">${field.description.text}</div>` : "";
  const isRadio = isRadioList(field);
  return `<td colspan="1" rowspan="1" class="clearfix cell ${cellClass(field)} form-control-cell">${describe("above-label", "description")}<div class="${field.required ? "info required" : "info"}"><label id="${name}_label"${isRadio ? "" : ` for="${name}"`}>${escapeHtml(field.label)}</label>${
    view.readOnly ? "" : `<div class="validators">${renderValidators(view)}</div>`
  }</div>${describe("above-field", "description above")}<div class="control">${renderInput(view)}</div>${describe("below-field", "description below")}</td>`;
}

export const isRadioList = ({ column, style }: FormField): boolean =>
  column.type === "boolean" || (column.type === "choice" && style !== undefined && style !== "lookup-as-list");

function cellClass({ column }: FormField): string {
  switch (column.type) {
    case "memo":
      return "textarea";
    case "boolean":
      return "boolean-radio-cell";
    case "choice":
      return "picklist-cell";
    case "lookup":
      return "lookup-cell";
    case "date":
    case "datetime":
      return "datetime-cell";
    default:
      return "text";
  }
}

function renderInput(view: FieldView): string {
  const { field, value, names, readOnly, choices } = view;
  const { column } = field;
  const { name } = column;
  const isLocked = readOnly || column.readOnly === true;
  const attributes = `id="${name}" name="${escapeHtml(names.input(name))}"`;
  const own = field.cssClass === "" ? "" : ` ${escapeHtml(field.cssClass)}`;
  const locked = isLocked ? " readonly" : "";
  const required = field.required && !isLocked ? ' aria-required="true"' : "";
  const limit = column.maxLength === undefined ? "" : ` maxlength="${column.maxLength}"`;
  const dirty = isLocked ? "" : ' onchange="setIsDirty(this.id);"';
  switch (column.type) {
    case "string":
      return `<input type="text" ${attributes} class="text form-control${own}${locked}" value="${escapeHtml(value.text)}"${limit}${required}${locked}${dirty}>`;
    case "memo":
      // A line break right after the start tag is not part of the text.
      return `<textarea ${attributes} class="textarea form-control${own}${locked}" rows="7" cols="20"${limit}${required}${locked}${dirty}>\n${escapeHtml(value.text)}</textarea>`;
    case "integer":
    case "decimal":
    case "double":
    case "money":
      return `<input type="text" ${attributes} class="text ${column.type} form-control${own}${locked}" value="${escapeHtml(value.text)}"${required}${locked}${dirty}>`;
    case "date":
    case "datetime":
      return `<input type="text" ${attributes} class="text datetime form-control${own}${locked}" data-ui="datetimepicker" data-type="${column.type}" data-attribute="${name}" value="${escapeHtml(value.text)}"${required}${locked}${dirty}>`;
    case "boolean":
      return renderRadios(view, booleanOptions(field), isLocked);
    case "choice": {
      const options = (column.options ?? []).map((option): [string, string] => [String(option.value), option.label]);
      if (isRadioList(field)) return renderRadios(view, options, isLocked);
      return `<select ${attributes} class="form-control picklist${own}${locked}"${required}${isLocked ? ' disabled aria-disabled="true"' : ""}${dirty}>${renderOptions(options, value.text)}</select>`;
    }
    case "lookup": {
      if (field.style === "lookup-as-list") {
        const options = choices.map(({ id, name: shown }): [string, string] => [id, shown]);
        return `<select ${attributes} class="form-control lookup${own}${locked}"${required}${isLocked ? ' disabled aria-disabled="true"' : ""}${dirty}>${renderOptions(options, value.text)}</select>`;
      }
      return `<input type="text" id="${name}_name" name="${escapeHtml(names.input(`${name}_name`))}" class="text form-control lookup${own}" readonly aria-readonly="true" aria-labelledby="${name}_label" value="${escapeHtml(value.shown ?? "")}"><input type="hidden" ${attributes} value="${escapeHtml(value.text)}"${required}><input type="hidden" id="${name}_entityname" name="${escapeHtml(names.input(`${name}_entityname`))}" value="${escapeHtml(value.table ?? "")}">`;
    }
    case "multichoice":
    case "uniqueidentifier":
    case "bigint":
      // Left out when the fields were planned.
      return "";
    default:
      return assertNever(column.type);
  }
}

const booleanOptions = ({ column }: FormField): [string, string][] =>
  [0, 1].map((value) => [String(value), column.options?.find((option) => option.value === value)?.label ?? (value === 1 ? "Yes" : "No")]);

function renderRadios({ field, value, names }: FieldView, options: readonly [string, string][], isLocked: boolean): string {
  const { name, type } = field.column;
  const radios = options.map(
    ([option, label], place) =>
      `<input id="${name}_${place}" type="radio" name="${escapeHtml(names.input(name))}" value="${escapeHtml(option)}"${option === value.text ? " checked" : ""}${isLocked ? " disabled" : ' onchange="setIsDirty(this.id);"'}><label for="${name}_${place}">${escapeHtml(label)}</label>`,
  );
  const classes = type === "boolean" ? "boolean-radio" : `picklist ${field.style === "radio-vertical" ? "vertical" : "horizontal"}`;
  return `<span id="${name}" class="${classes}" role="presentation">${radios.join(field.style === "radio-vertical" ? "<br>" : "")}</span>`;
}

const renderOptions = (options: readonly [string, string][], chosen: string): string =>
  [["", ""] as const, ...options]
    .map(
      ([option, label]) =>
        `<option value="${escapeHtml(option)}"${option === "" ? ' label=" "' : ""}${option === chosen ? " selected" : ""}>${escapeHtml(label)}</option>`,
    )
    .join("");

/** Spans as ASP.NET makes them; the page's script reads them into `Page_Validators`. */
function renderValidators({ field, validationGroup, linked }: FieldView): string {
  const { name, readOnly } = field.column;
  if (readOnly === true) return "";
  const span = (id: string, message: string, evaluation: string, more = ""): string => {
    const text = escapeHtml(message);
    const shown = linked
      ? `<a href='#${name}_label' onclick='javascript:scrollToAndFocus("${name}_label","${name}");return false;'>${text}</a>`
      : text;
    return `<span id="${id}${name}" data-val-controltovalidate="${name}" data-val-errormessage="${escapeHtml(shown)}" data-val-validationgroup="${escapeHtml(validationGroup)}" data-val-initialvalue="" data-val-evaluationfunction="${evaluation}"${more} style="display:none;">*</span>`;
  };
  return [
    ...(field.required ? [span("RequiredFieldValidator", field.requiredMessage, "RequiredFieldValidatorEvaluateIsValid")] : []),
    ...(field.pattern === undefined
      ? []
      : [
          span(
            "RegularExpressionValidator",
            field.pattern.message,
            "RegularExpressionValidatorEvaluateIsValid",
            ` data-val-validationexpression="${escapeHtml(field.pattern.expression)}"`,
          ),
        ]),
  ].join("");
}
