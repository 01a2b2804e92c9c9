import { assertNever } from "../../../access/assert-never.ts";
import type { FormRecord } from "../../../site/parse-forms.ts";
import { isTrue, numberOf, textOf } from "../../../site/site-rows.ts";
import { isGuid } from "../../odata/parse-path.ts";
import type { TableDefinition } from "../../schema/table-definition.ts";
import type { Row } from "../../store/store.ts";
import type { FormCall } from "./form-call.ts";
import { FormRefusal, requireOnRow, requireOnTable } from "./form-permissions.ts";
import { readLocalText } from "./local-text.ts";

/** The row that a form shows; undefined: it makes a new one. */
export type FoundRow = Row | undefined;

const sources = ["query-string", "current-user", "associated", "previous-step"] as const;
export type RowSource = (typeof sources)[number];

/** The numbers of basic forms begin elsewhere than those of steps; both in the open-source ancestor, the record sources also in the documents. */
export function readRowSource(form: FormRecord): RowSource | undefined {
  const code = numberOf(form.values, "entitysourcetype");
  const codes: Readonly<Record<number, RowSource>> = {
    756_150_001: "query-string",
    756_150_002: "current-user",
    756_150_003: "associated",
    100_000_001: "query-string",
    100_000_002: "current-user",
    100_000_003: "previous-step",
    100_000_004: "associated",
  };
  return code === undefined ? undefined : codes[code];
}

/**
 * The row of a form that edits or shows one, by its record source, as far as the visitor may read it. Throws FormRefusal, UnjudgedPermission.
 * https://learn.microsoft.com/power-pages/configure/basic-forms
 * @param previousId the row of the step before, in a multistep form
 */
export async function findFormRow(call: FormCall, form: FormRecord, previousId?: string): Promise<FoundRow> {
  if (form.mode === "insert") {
    requireOnTable(call, form, "create");
    return undefined;
  }
  const source = readRowSource(form);
  const id = await findRowId(call, form, source, previousId);
  const notFound =
    readLocalText(textOf(form.values, "recordnotfoundmessage"), call.lcid) || "The record you are looking for could not be found.";
  if (id === undefined) {
    const mayCreate = source === "associated" && form.mode === "edit" && isTrue(form.values, "recordsourceallowcreateonnull");
    if (!mayCreate) throw new FormRefusal(notFound);
    requireOnTable(call, form, "create");
    return undefined;
  }
  await requireOnRow(call, form, id, "read");
  const row = await call.service.find(form.table, id);
  if (row === undefined) throw new FormRefusal(notFound);
  return row;
}

async function findRowId(
  call: FormCall,
  form: FormRecord,
  source: RowSource | undefined,
  previousId: string | undefined,
): Promise<string | undefined> {
  const { persona, url } = call;
  switch (source) {
    case "query-string":
    case undefined: {
      const name =
        textOf(form.values, "recordidquerystringparametername") || textOf(form.values, "primarykeyquerystringparametername") || "id";
      const given = [...url.searchParams].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1].replaceAll(/[{}]/g, "") ?? "";
      return isGuid(given) ? given.toLowerCase() : undefined;
    }
    case "current-user":
      if (form.table !== "contact")
        throw new FormRefusal(`The form "${form.name}" shows the current portal user, and its table is not contact.`);
      return persona.contactId;
    case "associated": {
      const table = call.ctx.schema.findTable(form.table);
      return table && findAssociatedId(call, { form, table, relationship: textOf(form.values, "recordsourcerelationshipname") ?? "" });
    }
    case "previous-step":
      return previousId;
    default:
      return assertNever(source);
  }
}

/** The row of a table that a relationship ties to the visitor's contact. Throws FormRefusal. */
export async function findAssociatedId(
  { ctx, persona, service }: FormCall,
  { form, table, relationship: name }: { readonly form: FormRecord; readonly table: TableDefinition; readonly relationship: string },
): Promise<string | undefined> {
  const relationship = ctx.schema.findRelationship(name);
  if (relationship?.kind !== "one-to-many") {
    throw new FormRefusal(
      `The form "${form.name}" finds its record by the relationship "${name}", which is none between one and many rows of the emulated organization.`,
    );
  }
  if (persona.contactId === undefined) return undefined;
  if (relationship.parentTable === "contact" && relationship.childTable === table.name) {
    const [row] = await service.query(table.name, { equals: { [relationship.lookup]: persona.contactId }, top: 1 });
    return row === undefined ? undefined : String(row[table.primaryId]);
  }
  if (relationship.childTable === "contact" && relationship.parentTable === table.name) {
    const id = (await service.find("contact", persona.contactId))?.[relationship.lookup];
    return typeof id === "string" ? id : undefined;
  }
  throw new FormRefusal(`The relationship "${name}" of the form "${form.name}" does not join contact and ${table.name}.`);
}
