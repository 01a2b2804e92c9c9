import { assertNever } from "../../../access/assert-never.ts";
import type { FormRecord } from "../../../site/parse-forms.ts";
import { isTrue, numberOf, referenceOf, textOf } from "../../../site/site-rows.ts";
import { isGuid } from "../../odata/parse-path.ts";
import { findColumn, type TableDefinition } from "../../schema/table-definition.ts";
import type { FormCall } from "./form-call.ts";
import { FormRefusal } from "./form-permissions.ts";
import { findAssociatedId } from "./find-form-row.ts";

/** The row that a form's record sets a lookup to. */
export interface FormReference {
  /** Of the form's own table. */
  readonly column: string;
  readonly table: string;
  readonly id: string;
}

/** The rows that the steps of a multistep form wrote or showed, by step. */
export type StepRows = ReadonlyMap<string, string>;

type ReferenceSource = "query-string" | "associated" | "previous-step";

/** Numbers of basic forms and of steps (engine source of the 8.x ancestor). Without one it is the query string. */
const sources: Readonly<Record<number, ReferenceSource>> = {
  756_150_000: "query-string",
  756_150_001: "associated",
  100_000_000: "query-string",
  100_000_001: "previous-step",
};

/**
 * The row that "set entity reference on save" and "populate lookup field" mean; undefined: the record asks for neither, or there is no such row. Throws
 * FormRefusal. https://learn.microsoft.com/power-pages/configure/multistep-form-steps
 */
export async function findReference(
  call: FormCall,
  { form, table, stepRows }: { readonly form: FormRecord; readonly table: TableDefinition; readonly stepRows: StepRows | undefined },
): Promise<FormReference | undefined> {
  if (!isTrue(form.values, "setentityreference") && !isTrue(form.values, "populatereferenceentitylookupfield")) return undefined;
  const target = (textOf(form.values, "referenceentitylogicalname") ?? "").toLowerCase();
  const column = readLookup(call, form, { table, target });
  const id = await findId(call, form, { target, stepRows });
  return id === undefined ? undefined : { column, table: target, id };
}

/** The lookup itself, or that of the relationship. */
function readLookup(
  { ctx: { schema } }: FormCall,
  form: FormRecord,
  { table, target }: { readonly table: TableDefinition; readonly target: string },
): string {
  const relationship = textOf(form.values, "referenceentityrelationshipname") || "";
  const known = schema.findRelationship(relationship);
  const ofRelationship = known?.kind === "one-to-many" && known.childTable === table.name ? known.lookup : undefined;
  const name = textOf(form.values, "referencetargetlookupattributelogicalname")?.toLowerCase() || ofRelationship || "";
  const column = findColumn(table, name);
  if (column?.type === "lookup" && column.targets?.includes(target) === true) return name;
  throw new FormRefusal(
    name === "" && known?.kind === "many-to-many"
      ? `The form "${form.name}" relates its row by "${relationship}", which is between many rows and many: that is not emulated.`
      : `The form "${form.name}" sets "${name || relationship}" to a row of "${target}", and ${table.name} has no such lookup.`,
  );
}

async function findId(
  call: FormCall,
  form: FormRecord,
  { target, stepRows }: { readonly target: string; readonly stepRows: StepRows | undefined },
): Promise<string | undefined> {
  const source = sources[numberOf(form.values, "referenceentitysourcetype") ?? 756_150_000];
  switch (source) {
    case "previous-step":
      return stepRows?.get(referenceOf(form.values, "referenceentitystep") ?? "");
    case "associated": {
      const table = call.ctx.schema.findTable(target);
      return (
        table && findAssociatedId(call, { form, table, relationship: textOf(form.values, "referencerecordsourcerelationshipname") ?? "" })
      );
    }
    case "query-string":
    case undefined:
      return findByQuery(call, form, target);
    default:
      return assertNever(source);
  }
}

async function findByQuery({ ctx, url, service }: FormCall, form: FormRecord, target: string): Promise<string | undefined> {
  const read = (name: string): string =>
    [...url.searchParams].find(([key]) => name !== "" && key.toLowerCase() === name.toLowerCase())?.[1].trim() ?? "";
  const given = read(textOf(form.values, "referencequerystringname") ?? "") || (read("refentity") === target ? read("refid") : "");
  if (given === "") return undefined;
  if (textOf(form.values, "referencequerystringisprimarykey")?.toLowerCase() === "true") {
    const id = given.replaceAll(/[{}]/g, "").toLowerCase();
    return isGuid(id) ? id : undefined;
  }
  const table = ctx.schema.findTable(target);
  const column = textOf(form.values, "referencequeryattributelogicalname")?.toLowerCase() ?? "";
  if (table === undefined || findColumn(table, column) === undefined)
    throw new FormRefusal(`The form "${form.name}" looks for a row of "${target}" by its column "${column}", which is not there.`);
  const [row] = await service.query(target, { equals: { [column]: given }, top: 1 });
  return row === undefined ? undefined : String(row[table.primaryId]);
}
