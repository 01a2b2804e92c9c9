/** A text per language, by the language's number (LCID). */
export type Labels = ReadonlyMap<number, string>;

/** What an unpacked solution says about tables, their forms and their views, as far as a portal shows it. */
export interface Solution {
  /** By logical name. */
  readonly tables: ReadonlyMap<string, SolutionTable>;
  readonly forms: readonly SolutionForm[];
  readonly views: readonly SolutionView[];
  readonly relationships: readonly SolutionRelationship[];
}

export interface SolutionTable {
  /** Logical name. */
  readonly name: string;
  readonly schemaName: string;
  readonly labels: Labels;
  readonly entitySet: string | undefined;
  readonly hasNotes: boolean;
  readonly columns: ReadonlyMap<string, SolutionColumn>;
}

export const requiredLevels = ["none", "recommended", "required"] as const;
export type RequiredLevel = (typeof requiredLevels)[number];

export interface SolutionColumn {
  /** Logical name. */
  readonly name: string;
  readonly schemaName: string;
  /** As the file names it: `nvarchar`, `picklist` and so on. */
  readonly type: string;
  readonly format: string | undefined;
  readonly labels: Labels;
  readonly requiredLevel: RequiredLevel;
  readonly isPrimaryName: boolean;
  readonly isReadOnly: boolean;
  readonly holdsDateOnly: boolean;
  readonly maxLength: number | undefined;
  readonly options: readonly SolutionOption[];
  /** Of a choice or yes-no column: the value of a new row. */
  readonly initial: number | undefined;
  /** Logical names of the tables a lookup names itself; usually the relationships say it. */
  readonly targets: readonly string[];
}

export interface SolutionOption {
  readonly value: number;
  readonly labels: Labels;
  /** Of a status reason. */
  readonly state: number | undefined;
}

export interface SolutionRelationship {
  readonly schemaName: string;
  readonly parentTable: string;
  readonly childTable: string;
  readonly lookup: string;
  readonly childNavigation: string | undefined;
  readonly parentNavigation: string | undefined;
  readonly onDelete: "cascade" | "remove-link" | "restrict";
}

export interface SolutionView {
  readonly id: string;
  readonly table: string;
  readonly names: Labels;
  /** 0: of the public views · 64: of lookups · 4: of searches and so on. */
  readonly queryType: number;
  readonly isDefault: boolean;
  readonly fetchXml: string;
  readonly layoutXml: string;
}

export interface SolutionForm {
  readonly id: string;
  readonly table: string;
  readonly names: Labels;
  readonly tabs: readonly FormTab[];
}

export interface FormTab {
  readonly name: string;
  readonly labels: Labels;
  readonly showsLabel: boolean;
  readonly visible: boolean;
  readonly columns: readonly FormTabColumn[];
}

export interface FormTabColumn {
  /** As CSS writes it, e.g. `50%`; undefined: not said. */
  readonly width: string | undefined;
  readonly sections: readonly FormSection[];
}

export interface FormSection {
  readonly name: string;
  readonly labels: Labels;
  readonly showsLabel: boolean;
  readonly visible: boolean;
  readonly columnCount: number;
  readonly rows: readonly (readonly FormCell[])[];
}

export interface FormCell {
  readonly labels: Labels;
  readonly showsLabel: boolean;
  readonly visible: boolean;
  readonly columnSpan: number;
  readonly rowSpan: number;
  readonly content: CellContent;
}

export type CellContent =
  | { readonly kind: "empty" }
  | { readonly kind: "column"; readonly column: string; readonly readOnly: boolean; readonly viewId: string | undefined }
  | { readonly kind: "subgrid"; readonly subgrid: Subgrid }
  /** What a portal shows in another way, or not at all. */
  | { readonly kind: "other"; readonly what: string; readonly name: string };

/** A list of rows inside a form. */
export interface Subgrid {
  readonly name: string;
  readonly table: string;
  /** Schema name; undefined: all rows of the table. */
  readonly relationship: string | undefined;
  readonly viewId: string | undefined;
  readonly pageSize: number | undefined;
}

/** The text in a language; where it is missing, in any. "" when there is none. */
export function pickLabel(labels: Labels, lcid: number | undefined): string {
  const own = lcid === undefined ? undefined : labels.get(lcid);
  return own || ([...labels.values()].find((text) => text !== "") ?? "");
}
