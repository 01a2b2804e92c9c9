import type { RequiredLevel, SolutionColumn, SolutionOption, SolutionTable, SolutionView } from "./solution.ts";
import { findAll, findOne, readId, readLabels, renderElement, textAt, type SolutionElement } from "./solution-xml.ts";

/** Choices that several columns share, by name in lower case. */
export type OptionSets = ReadonlyMap<string, readonly SolutionOption[]>;

/** A table as an `Entity` element describes it; undefined: the element says nothing of it beside its name. */
export function parseTable(element: SolutionElement, optionSets: OptionSets): SolutionTable | undefined {
  const described = findOne(element, "EntityInfo", "entity");
  const schemaName = described?.attributes.get("Name") ?? textAt(element, "Name") ?? "";
  if (described === undefined || schemaName === "") return undefined;
  const columns = findAll(described, "attributes", "attribute").map((one) => parseColumn(one, optionSets));
  return {
    name: schemaName.toLowerCase(),
    schemaName,
    labels: readLabels(findAll(described, "LocalizedNames", "LocalizedName")),
    entitySet: textAt(described, "EntitySetName"),
    // Beside the description or in it, as tools differ.
    hasNotes: [textAt(described, "HasRelatedNotes"), textAt(element, "HasRelatedNotes")].some((text) => text?.toLowerCase() === "true"),
    columns: new Map(columns.map((column) => [column.name, column])),
  };
}

/** The words of a file for what a person must, should or may fill in. */
const levels: Readonly<Record<string, RequiredLevel>> = {
  required: "required",
  applicationrequired: "required",
  systemrequired: "required",
  recommended: "recommended",
};

/** A behaviour that keeps days without a time. https://learn.microsoft.com/power-apps/developer/data-platform/behavior-format-date-time-attribute */
const dateOnlyBehaviour = "2";

function parseColumn(element: SolutionElement, optionSets: OptionSets): SolutionColumn {
  const schemaName = element.attributes.get("PhysicalName") ?? "";
  const shared = textAt(element, "OptionSetName")?.toLowerCase();
  const own = findOne(element, "optionset");
  const ofOwn = own === undefined ? [] : parseOptions(own);
  const maxLength = Number(textAt(element, "MaxLength"));
  const initial = Number(textAt(element, "AppDefaultValue") ?? Number.NaN);
  const mayWrite = textAt(element, "ValidForUpdateApi") !== "0" || textAt(element, "ValidForCreateApi") !== "0";
  return {
    name: (textAt(element, "LogicalName") ?? textAt(element, "Name") ?? schemaName).toLowerCase(),
    schemaName,
    type: (textAt(element, "Type") ?? "").toLowerCase(),
    format: textAt(element, "Format")?.toLowerCase(),
    labels: readLabels(findAll(element, "displaynames", "displayname")),
    requiredLevel: levels[(textAt(element, "RequiredLevel") ?? "").toLowerCase()] ?? "none",
    isPrimaryName: /\bPrimaryName\b/.test(textAt(element, "DisplayMask") ?? ""),
    isReadOnly: !mayWrite,
    holdsDateOnly: textAt(element, "Behavior") === dateOnlyBehaviour,
    maxLength: Number.isInteger(maxLength) && maxLength > 0 ? maxLength : undefined,
    options: ofOwn.length > 0 ? ofOwn : (optionSets.get(shared ?? own?.attributes.get("Name")?.toLowerCase() ?? "") ?? []),
    initial: Number.isInteger(initial) && initial >= 0 ? initial : undefined,
    targets: findAll(element, "LookupTypes", "LookupType").flatMap(({ text }) => (/^[a-z]\w*$/i.test(text) ? [text.toLowerCase()] : [])),
  };
}

/** The choices of an `optionset`: of a column, of a state, or of a state's reasons. */
export function parseOptions(optionset: SolutionElement): SolutionOption[] {
  const written = [
    ...findAll(optionset, "options", "option"),
    ...findAll(optionset, "states", "state"),
    ...findAll(optionset, "statuses", "status"),
  ];
  return written.flatMap((one): SolutionOption[] => {
    const value = Number(one.attributes.get("value") ?? Number.NaN);
    const state = Number(one.attributes.get("state") ?? Number.NaN);
    if (!Number.isInteger(value) || one.attributes.get("IsHidden") === "1") return [];
    return [{ value, labels: readLabels(findAll(one, "labels", "label")), state: Number.isInteger(state) ? state : undefined }];
  });
}

/** The views of a `savedqueries` element. */
export function parseViews(element: SolutionElement, table: string): SolutionView[] {
  return findAll(element, "savedquery").flatMap((one): SolutionView[] => {
    const fetch = findOne(one, "fetchxml", "fetch");
    const layout = findOne(one, "layoutxml", "grid");
    if (fetch === undefined) return [];
    return [
      {
        id: readId(textAt(one, "savedqueryid")),
        table: findOne(fetch, "entity")?.attributes.get("name")?.toLowerCase() ?? table,
        names: readLabels(findAll(one, "LocalizedNames", "LocalizedName")),
        queryType: Number(textAt(one, "querytype") ?? 0),
        isDefault: textAt(one, "isdefault") === "1",
        fetchXml: renderElement(fetch),
        layoutXml: layout === undefined ? "" : renderElement(layout),
      },
    ];
  });
}
