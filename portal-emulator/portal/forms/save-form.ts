import type { FormRecord } from "../../../site/parse-forms.ts";
import { isTrue, textOf } from "../../../site/site-rows.ts";
import { findColumn, type TableDefinition } from "../../schema/table-definition.ts";
import type { LinkEnd } from "../../permissions/permissions.ts";
import type { CellValue, Row } from "../../store/store.ts";
import { findSavedValue } from "./field-values.ts";
import type { FormCall } from "./form-call.ts";
import { findReference, type StepRows } from "./find-reference.ts";
import type { FormField } from "./describe-field.ts";
import { FormRefusal, requireLinks, requireNewRow, requireOnRow } from "./form-permissions.ts";
import type { PostedValues } from "./read-posted.ts";

export interface FormWrite {
  readonly form: FormRecord;
  readonly table: TableDefinition;
  readonly fields: readonly FormField[];
  readonly posted: PostedValues;
  /** undefined: a new row. */
  readonly rowId: string | undefined;
  /** Of a multistep form. */
  readonly stepRows?: StepRows;
}

/**
 * Creates or changes the row of a form as the visitor may, through the organization with all its plug-ins. Returns its id. Throws FormRefusal,
 * UnjudgedPermission, DataverseFault.
 */
export async function saveForm(call: FormCall, write: FormWrite): Promise<string> {
  const { form, table, posted, rowId } = write;
  const reference = isTrue(form.values, "setentityreference")
    ? await findReference(call, { form, table, stepRows: write.stepRows })
    : undefined;
  const cells: Row = {
    ...posted.cells,
    ...(await gatherOwnCells(call, write)),
    ...(reference === undefined ? {} : { [reference.column]: reference.id }),
  };
  const targets = new Map([...posted.targets, ...(reference === undefined ? [] : [[reference.column, reference.table] as const])]);
  const links = [...targets].flatMap(([column, target]): LinkEnd[] => {
    const id = cells[column];
    return typeof id === "string" ? [{ table: target, id }] : [];
  });
  if (rowId === undefined) {
    await requireNewRow(call, form, cells);
    await requireLinks(call, form, { table: table.name, row: cells }, links);
    const id = await call.ctx.organization.admit(call.caller, () => call.service.create(table.name, cells));
    call.ctx.readCache.forget([table.name]);
    return id;
  }
  await requireOnRow(call, form, rowId, "write");
  await requireLinks(call, form, { table: table.name, id: rowId }, links);
  if (Object.keys(cells).length > 0) await call.ctx.organization.admit(call.caller, () => call.service.update(table.name, rowId, cells));
  call.ctx.readCache.forget([table.name]);
  return rowId;
}

/** What the form's record writes beside what was typed. */
async function gatherOwnCells(call: FormCall, { form, table, fields, rowId }: FormWrite): Promise<Row> {
  const cells: Record<string, CellValue> = {};
  for (const field of fields) {
    const value = await findSavedValue(call, field);
    if (value !== undefined && field.column.readOnly !== true) cells[field.column.name] = value;
  }
  if (rowId === undefined && isTrue(form.values, "associatecurrentportaluser") && call.persona.contactId !== undefined) {
    const name = textOf(form.values, "targetentityportaluserlookupattribute") ?? "";
    const column = findColumn(table, name);
    if (column?.type !== "lookup" || column.targets?.includes("contact") !== true)
      throw new FormRefusal(`The form "${form.name}" keeps the portal user in the column "${name}", which is no lookup to contact.`);
    cells[name] = call.persona.contactId;
  }
  return cells;
}
