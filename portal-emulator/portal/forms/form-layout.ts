import { assertNever } from "../../../access/assert-never.ts";
import type { FormRecord } from "../../../site/parse-forms.ts";
import { textOf } from "../../../site/site-rows.ts";
import { pickLabel, type FormCell, type Labels, type Solution, type SolutionForm, type Subgrid } from "../../solution/solution.ts";
import type { FormField } from "./describe-field.ts";
import { readLocalText } from "./local-text.ts";

/** Where the inputs of a form stand. */
export interface FormLayout {
  readonly tabs: readonly LayoutTab[];
}

interface Titled {
  readonly name: string;
  /** "": none is shown. */
  readonly title: string;
  readonly cssClass: string;
}

export interface LayoutTab extends Titled {
  readonly columns: readonly { readonly width: string | undefined; readonly sections: readonly LayoutSection[] }[];
}

export interface LayoutSection extends Titled {
  readonly columnCount: number;
  readonly rows: readonly (readonly LayoutCell[])[];
}

export interface LayoutCell {
  readonly columnSpan: number;
  readonly rowSpan: number;
  readonly content:
    | { readonly kind: "empty" }
    | { readonly kind: "field"; readonly field: FormField }
    | { readonly kind: "subgrid"; readonly subgrid: Subgrid; readonly label: string };
}

/** One section with an input to a row: what a form without a known layout looks like. */
export function stackFields(fields: readonly FormField[]): FormLayout {
  const rows = fields.map((field): LayoutCell[] => [{ columnSpan: 1, rowSpan: 1, content: { kind: "field", field } }]);
  const plain = { name: "", title: "", cssClass: "" };
  return { tabs: [{ ...plain, columns: [{ width: undefined, sections: [{ ...plain, columnCount: 1, rows }] }] }] };
}

/** The form of Dataverse that a record names by its name, in any language, without regard to case. */
export function findSolutionForm(solution: Solution | undefined, form: FormRecord): SolutionForm | undefined {
  const wanted = (textOf(form.values, "formname") ?? "").trim().toLowerCase();
  return solution?.forms.find(
    ({ table, names }) => table === form.table && [...names.values()].some((name) => name.trim().toLowerCase() === wanted),
  );
}

/** Columns that stand for several on a form (engine source of the 8.x ancestor; the order of an address is assumed). */
const composites: Readonly<Record<string, readonly string[]>> = {
  fullname: ["firstname", "lastname"],
  address1_composite: ["line1", "line2", "line3", "city", "stateorprovince", "postalcode", "country"].map((part) => `address1_${part}`),
};

export interface LayoutParts {
  readonly form: FormRecord;
  readonly lcid: number | undefined;
  /** undefined: the cell shows nothing. */
  readonly place: (column: string, cell: FormCell) => FormField | undefined;
  readonly notice: (message: string) => void;
}

/**
 * The layout of a form as its FormXML has it: tabs, sections and cells that are hidden there are not sent at all, and a title is shown where FormXML says
 * so (engine source of the 8.x ancestor); metadata of tabs and sections overrides titles. A step that loads a tab has that tab alone.
 */
export function layOut(found: SolutionForm, { form, lcid, place, notice }: LayoutParts): FormLayout {
  const tabName = (textOf(form.values, "tabname") ?? "").toLowerCase();
  const tabs = found.tabs.filter(({ name, visible }) => (tabName === "" ? visible : name.toLowerCase() === tabName));
  if (tabs.length === 0) notice(`The form "${pickLabel(found.names, lcid)}" has no tab "${tabName}" to be shown in "${form.name}".`);
  const title = (part: { name: string; labels: Labels; showsLabel: boolean }, key: "tabname" | "sectionname"): Titled => {
    const values = form.metadata.find((record) => part.name !== "" && textOf(record.values, key) === part.name)?.values ?? {};
    const own = readLocalText(textOf(values, "label"), lcid);
    return {
      name: part.name,
      title: part.showsLabel ? own || pickLabel(part.labels, lcid) : "",
      cssClass: textOf(values, "cssclass") ?? "",
    };
  };
  const cellsOf = (cell: FormCell): LayoutCell[] => {
    if (!cell.visible) return [];
    const spans = { columnSpan: cell.columnSpan, rowSpan: cell.rowSpan };
    const { content } = cell;
    switch (content.kind) {
      case "empty":
        return [{ ...spans, content }];
      case "column":
        return (composites[content.column] ?? [content.column]).flatMap((name): LayoutCell[] => {
          const field = place(name, cell);
          return field === undefined ? [] : [{ ...spans, content: { kind: "field", field } }];
        });
      case "subgrid":
        return [
          { ...spans, content: { kind: "subgrid", subgrid: content.subgrid, label: cell.showsLabel ? pickLabel(cell.labels, lcid) : "" } },
        ];
      case "other":
        notice(`"${content.name}" of the form "${form.name}" (${content.what}) is not rendered.`);
        return [];
      default:
        return assertNever(content);
    }
  };
  return {
    tabs: tabs.map((tab) => ({
      ...title(tab, "tabname"),
      columns: tab.columns.map(({ width, sections }) => ({
        width,
        sections: sections
          .filter(({ visible }) => visible)
          .map((section) => ({
            ...title(section, "sectionname"),
            columnCount: section.columnCount,
            rows: section.rows.map((row) => row.flatMap(cellsOf)).filter((row) => row.length > 0),
          })),
      })),
    })),
  };
}
