import type { Solution, SolutionForm, SolutionOption, SolutionRelationship, SolutionTable, SolutionView } from "./solution.ts";
import { parseForms } from "./parse-form-xml.ts";
import { parseOptions, parseTable, parseViews } from "./parse-entity-xml.ts";
import { findAll, parseSolutionXml, textAt, type SolutionElement } from "./solution-xml.ts";

/** Whether a file of a solution folder says something that is read here: `pac solution unpack` writes one file to a form and view. */
export function isSolutionFile(path: string): boolean {
  return (
    /(?:^|\/)customizations\.xml$/i.test(path) ||
    /(?:^|\/)Entities\/[^/]+\/(?:Entity\.xml|FormXml\/main\/[^/]+\.xml|SavedQueries\/[^/]+\.xml)$/i.test(path) ||
    /(?:^|\/)OptionSets\/[^/]+\.xml$/i.test(path) ||
    /(?:^|\/)Other\/Relationships\/[^/]+\.xml$/i.test(path)
  );
}

/**
 * The tables, forms and views of a solution's files, whether one to a component or all in customizations.xml. Of two files for one component, the
 * one of the unmanaged solution counts. Pure. @throws UserError `solution-syntax`
 * @param files path → text, with `/` between folders
 */
export function parseSolution(files: ReadonlyMap<string, string>): Solution {
  // Managed ones first, so that the others replace them.
  const paths = [...files.keys()]
    .filter(isSolutionFile)
    .sort((one, other) => Number(isManaged(other)) - Number(isManaged(one)) || (one < other ? -1 : 1));
  const documents = paths.map((path) => ({ path, root: parseSolutionXml(files.get(path) ?? "", path) }));
  const whole = documents.filter(({ root }) => root.name === "ImportExportXml").map(({ root }) => root);

  const optionSets = new Map<string, readonly SolutionOption[]>();
  const sets = [
    ...documents.filter(({ root }) => root.name === "optionset").map(({ root }) => root),
    ...whole.flatMap((root) => findAll(root, "optionsets", "optionset")),
  ];
  for (const set of sets) optionSets.set((set.attributes.get("Name") ?? "").toLowerCase(), parseOptions(set));

  const tables = new Map<string, SolutionTable>();
  const forms = new Map<string, SolutionForm>();
  const views = new Map<string, SolutionView>();
  const addForms = (element: SolutionElement, table: string): void => {
    for (const form of parseForms(element, table)) forms.set(form.id, form);
  };
  const addViews = (element: SolutionElement, table: string): void => {
    for (const view of parseViews(element, table)) views.set(view.id, view);
  };
  const addTable = (element: SolutionElement): void => {
    const table = parseTable(element, optionSets);
    if (table !== undefined) tables.set(table.name, table);
    const name = table?.name ?? (textAt(element, "Name") ?? "").toLowerCase();
    for (const ofKind of findAll(element, "FormXml", "forms")) if (ofKind.attributes.get("type") === "main") addForms(ofKind, name);
    for (const ofTable of findAll(element, "SavedQueries", "savedqueries")) addViews(ofTable, name);
  };
  for (const { path, root } of documents) {
    const table = (/(?:^|\/)Entities\/([^/]+)\//i.exec(path)?.[1] ?? "").toLowerCase();
    if (root.name === "Entity") addTable(root);
    else if (root.name === "forms") addForms(root, table);
    else if (root.name === "savedqueries") addViews(root, table);
    else if (root.name === "ImportExportXml") for (const element of findAll(root, "Entities", "Entity")) addTable(element);
  }
  const relationships = [
    ...documents.filter(({ root }) => root.name === "EntityRelationships").map(({ root }) => root),
    ...whole.flatMap((root) => findAll(root, "EntityRelationships")),
  ].flatMap((root) => findAll(root, "EntityRelationship").flatMap(parseRelationship));
  return { tables, forms: [...forms.values()], views: [...views.values()], relationships };
}

const isManaged = (path: string): boolean => /_managed\.xml$/i.test(path);

function parseRelationship(element: SolutionElement): SolutionRelationship[] {
  const [childTable, parentTable, lookup] = ["ReferencingEntityName", "ReferencedEntityName", "ReferencingAttributeName"].map((name) =>
    textAt(element, name)?.toLowerCase(),
  );
  if (textAt(element, "EntityRelationshipType") !== "OneToMany" || !childTable || !parentTable || !lookup) return [];
  const navigation = (role: string): string | undefined =>
    textAt(
      findAll(element, "EntityRelationshipRoles", "EntityRelationshipRole").find((one) => textAt(one, "RelationshipRoleType") === role),
      "NavigationPropertyName",
    );
  const cascade = textAt(element, "CascadeDelete")?.toLowerCase();
  return [
    {
      schemaName: element.attributes.get("Name") ?? `${childTable}_${lookup}_${parentTable}`,
      parentTable,
      childTable,
      lookup,
      // The role of the table with the lookup is 1, that of the one it points at 0.
      childNavigation: navigation("1"),
      parentNavigation: navigation("0"),
      onDelete: cascade === "cascade" ? "cascade" : cascade === "restrict" ? "restrict" : "remove-link",
    },
  ];
}
