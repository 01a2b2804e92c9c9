import type { FormRecord } from "../../../site/parse-forms.ts";
import { isTrue, textOf } from "../../../site/site-rows.ts";
import { findColumn, type TableDefinition } from "../../schema/table-definition.ts";
import { pickLabel } from "../../solution/solution.ts";
import { listRequired, listUsual } from "./assumed-columns.ts";
import { describeField, type FieldPlace, type FormField } from "./describe-field.ts";
import type { FormCall } from "./form-call.ts";
import { findSolutionForm, layOut, stackFields, type FormLayout } from "./form-layout.ts";

export interface FieldPlan {
  readonly fields: readonly FormField[];
  readonly layout: FormLayout;
  /** What is assumed, and what is not rendered. */
  readonly notices: readonly string[];
}

/** A portal leaves a form's owner out (engine source of the 8.x ancestor: unless the record asks for it). */
const ownerColumn = "ownerid";

/**
 * The inputs of a form: those of its layout (FormXML) where a solution is given. A site folder holds none: then they are the columns its metadata records
 * name, and on a form that inserts also those the table requires; without either the ones usual for the table. Both are assumed and said to be.
 */
export function planFields({ ctx: { solution }, lcid }: FormCall, form: FormRecord, table: TableDefinition): FieldPlan {
  const notices: string[] = [];
  const fields: FormField[] = [];
  const describe = (name: string, required: boolean, place?: FieldPlace): FormField | undefined => {
    const column = findColumn(table, name);
    if (column === undefined) {
      notices.push(
        `The form "${form.name}" has the column ${name}, which ${table.name} has not in the emulated organization: describe it in a schema file.`,
      );
      return undefined;
    }
    if (column.type === "uniqueidentifier" || column.type === "bigint") {
      notices.push(`The column ${name} of the form "${form.name}" (${column.type}) is not rendered.`);
      return undefined;
    }
    // Two inputs of one name would be one value twice.
    if (fields.some((field) => field.column.name === name)) return undefined;
    const field = describeField({ form, table, column, required, lcid, solution, place });
    fields.push(field);
    return field;
  };
  for (const { kind, name, values } of form.metadata)
    if (kind === "other")
      notices.push(
        `"${name}" of the form "${form.name}" (kind ${textOf(values, "type") ?? "unknown"}: subgrid, notes, timeline …) is not rendered.`,
      );
  const found = findSolutionForm(solution, form);
  if (found !== undefined) {
    const place: Parameters<typeof layOut>[1]["place"] = (name, { labels, showsLabel, content }) => {
      if (name === ownerColumn) {
        if (isTrue(form.values, "showownerfields")) notices.push(`The owner on the form "${form.name}" is not rendered.`);
        return undefined;
      }
      if (content.kind !== "column") return undefined;
      // The label of a cell with several columns is none of theirs.
      return describe(name, false, {
        labels: name === content.column ? labels : new Map(),
        showsLabel,
        readOnly: content.readOnly,
        viewId: content.viewId,
      });
    };
    const layout = layOut(found, { form, lcid, place, notice: (message) => notices.push(message) });
    return { fields, layout, notices };
  }
  const required = listRequired(table);
  const named = new Set(form.metadata.flatMap(({ kind, column }) => (kind === "column" && column !== undefined ? [column] : [])));
  const names = named.size === 0 ? listUsual(table) : new Set([...(form.mode === "insert" ? required : []), ...named]);
  for (const name of names) describe(name, required.includes(name));
  const why = named.size === 0 ? `those usual for ${table.name}` : "those its metadata names, and what the table requires";
  const formName = textOf(form.values, "formname") ?? "";
  const others = (solution?.forms ?? [])
    .filter((one) => one.table === form.table)
    .map(({ names: ofForm }) => `"${pickLabel(ofForm, lcid)}"`);
  const source =
    solution === undefined
      ? `The layout of the form "${form.name}" is not part of a site folder`
      : `The solution has no main form "${formName}" of ${form.table} for the form "${form.name}"${others.length === 0 ? "" : ` (it has ${others.join(", ")})`}`;
  notices.push(
    `${source}; its columns are assumed to be ${why}: ${fields.map(({ column }) => column.name).join(", ")}.${solution === undefined ? " --solution names a folder that has it." : ""}`,
  );
  return { fields, layout: stackFields(fields), notices };
}
