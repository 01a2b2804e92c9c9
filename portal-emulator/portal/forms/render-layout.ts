import { assertNever } from "../../../access/assert-never.ts";
import { escapeHtml } from "../page-shell.ts";
import type { FormLayout, LayoutCell, LayoutSection, LayoutTab } from "./form-layout.ts";
import type { ShownSubgrid } from "./read-subgrids.ts";
import type { FormField } from "./describe-field.ts";

export interface LayoutView {
  readonly layout: FormLayout;
  readonly renderField: (field: FormField, spans: Pick<LayoutCell, "columnSpan" | "rowSpan">) => string;
  /** By name. */
  readonly subgrids: ReadonlyMap<string, ShownSubgrid>;
}

/** Tabs one below the other, sections as tables: elements, classes and `data-name` are those of the engine source of the 8.x ancestor. */
export function renderLayout(view: LayoutView): string {
  return view.layout.tabs.map((tab) => renderTab(view, tab)).join("\n");
}

function renderTab(view: LayoutView, { name, title, cssClass, columns }: LayoutTab): string {
  const inside = columns.map(
    ({ width, sections }) =>
      `<div class="tab-column"${width === undefined ? "" : ` style="width:${width};"`}><div>${sections.map((section) => renderSection(view, section)).join("\n")}</div></div>`,
  );
  return `${title === "" ? "" : `<h2 class="tab-title">${escapeHtml(title)}</h2>`}<div${dataName(name)} class="${escapeHtml(`tab clearfix ${cssClass}`.trim())}">${inside.join("")}</div>`;
}

function renderSection(view: LayoutView, { name, title, cssClass, columnCount, rows }: LayoutSection): string {
  const widths = Array.from({ length: columnCount }, () => `<col style="width:${100 / columnCount}%;">`).join("");
  const body = rows.map((row) => `<tr>${row.map((cell) => renderCell(view, cell)).join("")}</tr>`).join("\n");
  return `<fieldset>${title === "" ? "" : `<legend class="section-title">${escapeHtml(title)}</legend>`}<table role="presentation"${dataName(name)} class="${escapeHtml(`section ${cssClass}`.trim())}"><colgroup>${widths}<col></colgroup><tbody>
${body}
</tbody></table></fieldset>`;
}

const dataName = (name: string): string => (name === "" ? "" : ` data-name="${escapeHtml(name)}"`);

function renderCell({ renderField, subgrids }: LayoutView, { columnSpan, rowSpan, content }: LayoutCell): string {
  const spans = `colspan="${columnSpan}" rowspan="${rowSpan}"`;
  switch (content.kind) {
    case "empty":
      return `<td ${spans} class="cell zero-cell"></td>`;
    case "field":
      return renderField(content.field, { columnSpan, rowSpan });
    case "subgrid": {
      const { name } = content.subgrid;
      const shown = subgrids.get(name);
      if (shown === undefined) return "";
      const label = content.label === "" ? "" : `<div class="info"><label>${escapeHtml(content.label)}</label></div>`;
      return `<td ${spans} class="clearfix cell subgrid-cell">${label}<div id="${escapeHtml(name)}" class="subgrid"><div class="entity-grid subgrid">${renderGrid(shown)}</div></div></td>`;
    }
    default:
      return assertNever(content);
  }
}

function renderGrid({ headings, rows, denied, isCut }: ShownSubgrid): string {
  if (denied)
    return '<div class="view-access-denied message"><div class="alert alert-block alert-danger">You don\'t have permissions to view these records.</div></div>';
  if (rows.length === 0) return '<div class="view-empty message">There are no records to display.</div>';
  const heads = headings.map((heading) => `<th scope="col">${escapeHtml(heading)}</th>`).join("");
  const body = rows.map(
    ({ id, cells }) => `<tr data-id="${escapeHtml(id)}">${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`,
  );
  return `<div class="view-grid"><table class="table table-striped table-fluid"><thead><tr>${heads}</tr></thead><tbody>${body.join("")}</tbody></table></div>${isCut ? '<div class="message">There are more records, which the emulator does not show.</div>' : ""}`;
}
