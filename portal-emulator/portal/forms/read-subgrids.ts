import type { FilterNode } from "../../query/filter.ts";
import type { TableDefinition } from "../../schema/table-definition.ts";
import type { Subgrid } from "../../solution/solution.ts";
import { isAcross } from "../data/related-filter.ts";
import { createPlainView, readSolutionView } from "../lists/find-view.ts";
import { readViewRows, type ShownRows } from "../lists/read-view-rows.ts";
import type { FormCall } from "./form-call.ts";
import type { FormLayout } from "./form-layout.ts";

/** The rows of a list inside a form. */
export interface ShownSubgrid extends ShownRows {
  readonly isCut: boolean;
}

export interface SubgridParts {
  readonly layout: FormLayout;
  readonly table: TableDefinition;
  /** Of the row that the form shows; undefined: a new row, which has none related yet. */
  readonly rowId: string | undefined;
  readonly notice: (message: string) => void;
}

const usualPageSize = 10;

/**
 * The rows of a form's subgrids, by name: those related to its row that the visitor may read. Without a row there are no subgrids (assumed); actions,
 * search and further pages are not emulated. Throws LiquidFailure.
 */
export async function readSubgrids(call: FormCall, { layout, table, rowId, notice }: SubgridParts): Promise<Map<string, ShownSubgrid>> {
  const shown = new Map<string, ShownSubgrid>();
  if (rowId === undefined) return shown;
  for (const subgrid of listSubgrids(layout)) {
    const { schema, solution } = call.ctx;
    const target = schema.findTable(subgrid.table);
    const only = target && relatedOnly(call, subgrid, { table, rowId });
    if (target === undefined || only === "unknown") {
      notice(
        `The subgrid "${subgrid.name}" lists rows of "${subgrid.table}"${subgrid.relationship === undefined ? "" : ` by "${subgrid.relationship}"`}, which the emulated organization has not: it is left out.`,
      );
      continue;
    }
    const view = solution?.views.find(({ id }) => id === subgrid.viewId);
    const read = view && readSolutionView(call.data(), view, notice);
    if (read === undefined)
      notice(`The view of the subgrid "${subgrid.name}" is not in the solution: its rows are listed by their names alone.`);
    const limit = subgrid.pageSize ?? usualPageSize;
    const found = await readViewRows(call.data(), read ?? createPlainView(target), {
      limit: limit + 1,
      ...(only !== undefined && { only }),
    });
    shown.set(subgrid.name, { ...found, rows: found.rows.slice(0, limit), isCut: found.rows.length > limit });
  }
  return shown;
}

const listSubgrids = ({ tabs }: FormLayout): Subgrid[] =>
  tabs.flatMap(({ columns }) =>
    columns.flatMap(({ sections }) =>
      sections.flatMap(({ rows }) => rows.flat().flatMap(({ content }) => (content.kind === "subgrid" ? [content.subgrid] : []))),
    ),
  );

/** undefined: all rows of the table. */
function relatedOnly(
  { ctx: { schema } }: FormCall,
  { relationship, table: target }: Subgrid,
  { table, rowId }: { readonly table: TableDefinition; readonly rowId: string },
): FilterNode | undefined | "unknown" {
  if (relationship === undefined) return undefined;
  const known = schema.findRelationship(relationship);
  const way = schema.navigations(table.name).find((one) => one.relationship === known && one.kind !== "lookup" && one.target === target);
  return way === undefined || way.kind === "lookup" ? "unknown" : isAcross(schema, { table, id: rowId }, way);
}
