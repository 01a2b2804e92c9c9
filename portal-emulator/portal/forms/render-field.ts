import { escapeHtml } from "../page-shell.ts";
import type { FormField } from "./describe-field.ts";
import type { FormNames } from "./form-names.ts";
import type { LookupOffer } from "./read-lookups.ts";
import { isGroup, isLockedIn, renderInput } from "./render-input.ts";

/** What stands in an input. */
export interface FieldValue {
  /** As it is posted back; "" for none; of several choices their values with commas. */
  readonly text: string;
  /** Of a lookup: the name of the row and its table. */
  readonly shown?: string;
  readonly table?: string;
}

export interface FieldView {
  readonly field: FormField;
  readonly value: FieldValue;
  readonly names: FormNames;
  readonly validationGroup: string;
  readonly readOnly: boolean;
  /** Validation messages lead to their inputs. */
  readonly linked: boolean;
  /** Of a lookup that takes a value. */
  readonly offer: LookupOffer | undefined;
  readonly columnSpan: number;
  readonly rowSpan: number;
}

/** One cell of a form: label, validators, input. Classes and ids follow the engine source of the 8.x ancestor; the id is documented as the logical name. */
export function renderField(view: FieldView): string {
  const { field } = view;
  const { name } = field.column;
  const describe = (place: string, className: string): string =>
    field.description?.place === place ? `<div class="${className}">${field.description.text}</div>` : "";
  const hidden = field.showsLabel ? "" : ' class="visually-hidden sr-only"';
  return `<td colspan="${view.columnSpan}" rowspan="${view.rowSpan}" class="clearfix cell ${cellClass(field)} form-control-cell">${describe("above-label", "description")}<div class="${field.required ? "info required" : "info"}"><label id="${name}_label"${isGroup(field) ? "" : ` for="${name}"`}${hidden}>${escapeHtml(field.label)}</label>${
    view.readOnly ? "" : `<div class="validators">${renderValidators(view)}</div>`
  }</div>${describe("above-field", "description above")}<div class="control">${renderInput(view)}</div>${describe("below-field", "description below")}</td>`;
}

function cellClass({ column }: FormField): string {
  switch (column.type) {
    case "memo":
      return "textarea";
    case "boolean":
      return "boolean-radio-cell";
    case "choice":
      return "picklist-cell";
    case "multichoice":
      return "multiselectpicklist";
    case "lookup":
      return "lookup-cell";
    case "date":
    case "datetime":
      return "datetime-cell";
    default:
      return "text";
  }
}

/** Spans as ASP.NET makes them; the page's script reads them into `Page_Validators`. */
function renderValidators(view: FieldView): string {
  const { field, validationGroup, linked } = view;
  const { name } = field.column;
  if (isLockedIn(view)) return "";
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
