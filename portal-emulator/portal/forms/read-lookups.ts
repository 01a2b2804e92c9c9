import { createPlainView, readSolutionView, type View } from "../lists/find-view.ts";
import { readViewRows } from "../lists/read-view-rows.ts";
import type { FormField } from "./describe-field.ts";
import type { FormCall } from "./form-call.ts";

/** A row that a lookup offers. */
export interface LookupChoice {
  readonly id: string;
  readonly name: string;
  /** Logical name of its table. */
  readonly table: string;
  /** What the view shows of it. */
  readonly cells: readonly string[];
}

/** What a lookup offers, over all the tables it may point at. */
export interface LookupOffer {
  readonly headings: readonly string[];
  readonly choices: readonly LookupChoice[];
  /** There are more: a portal would page. */
  readonly isCut: boolean;
}

/** More than anybody looks through. A portal shows pages of 10 and reads each as it is asked for. */
const maxChoices = 500;
/** A table's own view for lookups. https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/savedquery */
const lookupViewType = 64;

/** The rows that each lookup among the inputs offers: those of its view that the visitor may read. Throws LiquidFailure. */
export async function readLookups(
  call: FormCall,
  fields: readonly FormField[],
  notice: (message: string) => void,
): Promise<Map<string, LookupOffer>> {
  const offers = new Map<string, LookupOffer>();
  for (const field of fields) {
    if (field.column.type !== "lookup" || (field.readOnly && field.style !== "lookup-as-list")) continue;
    const shown: LookupOffer[] = [];
    for (const target of field.column.targets ?? []) {
      const view = findLookupView(call, field, target, notice);
      if (view === undefined) continue;
      const { headings, rows } = await readViewRows(call.data(), view, { limit: maxChoices + 1 });
      const choices = rows.slice(0, maxChoices).map((row) => ({ ...row, table: target }));
      shown.push({ headings, choices, isCut: rows.length > maxChoices });
    }
    offers.set(field.column.name, {
      headings: shown[0]?.headings ?? [],
      choices: shown.flatMap(({ choices }) => choices),
      isCut: shown.some(({ isCut }) => isCut),
    });
  }
  return offers;
}

function findLookupView(call: FormCall, { viewId }: FormField, target: string, notice: (message: string) => void): View | undefined {
  const { schema, solution } = call.ctx;
  const table = schema.findTable(target);
  if (table === undefined) return undefined;
  const views = (solution?.views ?? []).filter((view) => view.table === target);
  const ofLookups = views.filter(({ queryType }) => queryType === lookupViewType);
  const found = views.find(({ id }) => id === viewId) ?? ofLookups.find(({ isDefault }) => isDefault) ?? ofLookups[0];
  const view = found && readSolutionView(call.data(), found, notice);
  return view ?? createPlainView(table);
}
