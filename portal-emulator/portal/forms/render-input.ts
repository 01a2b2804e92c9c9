import { assertNever } from "../../../access/assert-never.ts";
import { escapeHtml } from "../page-shell.ts";
import type { FormField } from "./describe-field.ts";
import type { FieldView } from "./render-field.ts";
import { renderLookupDialog } from "./render-lookup-dialog.ts";

/** Inputs that are several, with no one control for a label to name. */
export const isGroup = ({ column, style }: FormField): boolean =>
  column.type === "boolean" ||
  column.type === "multichoice" ||
  (column.type === "choice" && style !== undefined && style !== "lookup-as-list");

/** The control of a cell. Ids are documented as the column's logical name; classes follow the engine source of the 8.x ancestor. */
export function renderInput(view: FieldView): string {
  const { field, value, names, offer } = view;
  const { column } = field;
  const { name } = column;
  const isLocked = isLockedIn(view);
  const attributes = `id="${name}" name="${escapeHtml(names.input(name))}"`;
  const own = field.cssClass === "" ? "" : ` ${escapeHtml(field.cssClass)}`;
  const locked = isLocked ? " readonly" : "";
  const required = field.required && !isLocked ? ' aria-required="true"' : "";
  const limit = column.maxLength === undefined ? "" : ` maxlength="${column.maxLength}"`;
  const dirty = isLocked ? "" : ' onchange="setIsDirty(this.id);"';
  const select = (kind: string, options: readonly (readonly [string, string])[]): string =>
    `<select ${attributes} class="form-control ${kind}${own}${locked}"${required}${isLocked ? ' disabled aria-disabled="true"' : ""}${dirty}>${renderOptions(options, value.text)}</select>`;
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
      return renderRadios(view);
    case "choice":
      return isGroup(field) ? renderRadios(view) : select("picklist", field.options);
    case "multichoice":
      return renderCheckBoxes(view);
    case "lookup": {
      if (field.style === "lookup-as-list")
        return select(
          "lookup",
          (offer?.choices ?? []).map((choice) => [choice.id, choice.name]),
        );
      const shown = `<input type="text" id="${name}_name" name="${escapeHtml(names.input(`${name}_name`))}" class="text form-control lookup${own}" readonly aria-readonly="true" aria-labelledby="${name}_label" value="${escapeHtml(value.shown ?? "")}"><input type="hidden" ${attributes} value="${escapeHtml(value.text)}"${required}><input type="hidden" id="${name}_entityname" name="${escapeHtml(names.input(`${name}_entityname`))}" value="${escapeHtml(value.table ?? "")}">`;
      return isLocked || offer === undefined ? shown : renderLookupDialog({ field, shown, offer });
    }
    case "uniqueidentifier":
    case "bigint":
      // Left out when the fields were planned.
      return "";
    default:
      return assertNever(column.type);
  }
}

export const isLockedIn = ({ field, readOnly }: FieldView): boolean => readOnly || field.readOnly;

function renderRadios(view: FieldView): string {
  const { field, value, names } = view;
  const { name, type } = field.column;
  const isLocked = isLockedIn(view);
  const radios = field.options.map(
    ([option, label], place) =>
      `<input id="${name}_${place}" type="radio" name="${escapeHtml(names.input(name))}" value="${escapeHtml(option)}"${option === value.text ? " checked" : ""}${isLocked ? " disabled" : ' onchange="setIsDirty(this.id);"'}><label for="${name}_${place}">${escapeHtml(label)}</label>`,
  );
  const direction = field.style === "radio-vertical" ? "vertical" : "horizontal";
  return `<span id="${name}" class="${type === "boolean" ? "boolean-radio" : `picklist ${direction}`}" role="presentation">${radios.join(field.style === "radio-vertical" ? "<br>" : "")}</span>`;
}

/** Several choices: a box for each, as the 8.x ancestor has it of its own such lists (of the platform's column type it is assumed). */
function renderCheckBoxes(view: FieldView): string {
  const { field, value, names } = view;
  const { name } = field.column;
  const chosen = value.text.split(",");
  const isLocked = isLockedIn(view);
  const boxes = field.options.map(
    ([option, label], place) =>
      `<input id="${name}_${place}" type="checkbox" name="${escapeHtml(names.input(`${name}$${place}`))}" value="${escapeHtml(option)}"${chosen.includes(option) ? " checked" : ""}${isLocked ? " disabled" : ' onchange="setIsDirty(this.id);"'}><label for="${name}_${place}">${escapeHtml(label)}</label>`,
  );
  return `<span id="${name}" class="multiselectpicklist" role="group" aria-labelledby="${name}_label">${boxes.join("")}</span>`;
}

const renderOptions = (options: readonly (readonly [string, string])[], chosen: string): string =>
  [["", ""] as const, ...options]
    .map(
      ([option, label]) =>
        `<option value="${escapeHtml(option)}"${option === "" ? ' label=" "' : ""}${option === chosen ? " selected" : ""}>${escapeHtml(label)}</option>`,
    )
    .join("");
