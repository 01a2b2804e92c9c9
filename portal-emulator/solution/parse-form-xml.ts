import type { CellContent, FormCell, FormSection, FormTab, SolutionForm } from "./solution.ts";
import { findAll, findOne, readId, readLabels, textAt, type SolutionElement } from "./solution-xml.ts";

/** The active main forms of a `forms` element. https://learn.microsoft.com/power-apps/developer/model-driven-apps/form-xml-schema */
export function parseForms(forms: SolutionElement, table: string): SolutionForm[] {
  return findAll(forms, "systemform").flatMap((one): SolutionForm[] => {
    const form = findOne(one, "form");
    if (form === undefined || textAt(one, "FormActivationState") === "0") return [];
    return [
      {
        id: readId(textAt(one, "formid")),
        table,
        names: readLabels(findAll(one, "LocalizedNames", "LocalizedName")),
        tabs: findAll(form, "tabs", "tab").map(parseTab),
      },
    ];
  });
}

function parseTab(tab: SolutionElement): FormTab {
  return {
    name: tab.attributes.get("name") ?? "",
    labels: readLabels(findAll(tab, "labels", "label")),
    showsLabel: isTrue(tab, "showlabel"),
    visible: !isFalse(tab, "visible"),
    columns: findAll(tab, "columns", "column").map((column) => {
      const width = column.attributes.get("width") ?? "";
      return {
        width: /^\d+(?:\.\d+)?(?:%|px)$/.test(width) ? width : undefined,
        sections: findAll(column, "sections", "section").map(parseSection),
      };
    }),
  };
}

function parseSection(section: SolutionElement): FormSection {
  return {
    name: section.attributes.get("name") ?? "",
    labels: readLabels(findAll(section, "labels", "label")),
    showsLabel: isTrue(section, "showlabel"),
    visible: !isFalse(section, "visible"),
    // One digit for each: 11 is two.
    columnCount: Math.min(Math.max(section.attributes.get("columns")?.length ?? 1, 1), 4),
    rows: findAll(section, "rows", "row").map((row) => findAll(row, "cell").map(parseCell)),
  };
}

function parseCell(cell: SolutionElement): FormCell {
  return {
    labels: readLabels(findAll(cell, "labels", "label")),
    showsLabel: !isFalse(cell, "showlabel"),
    visible: !isFalse(cell, "visible"),
    columnSpan: readSpan(cell, "colspan"),
    rowSpan: readSpan(cell, "rowspan"),
    content: parseControl(findOne(cell, "control")),
  };
}

/** Controls by their class. https://learn.microsoft.com/power-apps/developer/model-driven-apps/form-xml-schema */
const controlClasses: Readonly<Record<string, string>> = {
  "06375649-c143-495e-a496-c962e5b4488e": "notes or timeline",
  "9fdf5f91-88b1-47f4-ad53-c11efc01a01d": "web resource",
  "fd2a7985-3187-444e-908d-6624b21f69c0": "iframe",
  "5c5600e0-1d6e-4205-a272-be80da87fd42": "quick view form",
  "62b0df79-0464-470f-8af7-4483cfea0c7d": "map",
};
const subgridClass = "e7a81278-8635-4d9e-8d4d-59480b391c5b";

function parseControl(control: SolutionElement | undefined): CellContent {
  if (control === undefined) return { kind: "empty" };
  const name = control.attributes.get("id") ?? "";
  const classId = readId(control.attributes.get("classid"));
  const parameter = (key: string): string | undefined => textAt(control, "parameters", key);
  if (classId === subgridClass) {
    const size = Number(parameter("RecordsPerPage"));
    return {
      kind: "subgrid",
      subgrid: {
        name,
        table: (parameter("TargetEntityType") ?? "").toLowerCase(),
        relationship: parameter("RelationshipName"),
        viewId: readId(parameter("ViewId")) || undefined,
        pageSize: Number.isInteger(size) && size > 0 ? size : undefined,
      },
    };
  }
  const column = (control.attributes.get("datafieldname") ?? "").toLowerCase();
  const what = controlClasses[classId];
  if (what !== undefined || column === "") return { kind: "other", what: what ?? "control without a column", name };
  return { kind: "column", column, readOnly: isTrue(control, "disabled"), viewId: readId(parameter("DefaultViewId")) || undefined };
}

function readSpan(cell: SolutionElement, name: string): number {
  const span = Number(cell.attributes.get(name));
  return Number.isInteger(span) && span > 1 && span <= 100 ? span : 1;
}

const flagOf = (element: SolutionElement, name: string): string => (element.attributes.get(name) ?? "").toLowerCase();
const isTrue = (element: SolutionElement, name: string): boolean => ["true", "1"].includes(flagOf(element, name));
const isFalse = (element: SolutionElement, name: string): boolean => ["false", "0"].includes(flagOf(element, name));
