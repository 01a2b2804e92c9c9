import { oneToMany } from "./relationships.ts";
import type { OneToMany } from "./schema.ts";
import type { ColumnEntry, Refuse } from "./schema-file.ts";
import type { ChoiceOption, ColumnDefinition, ColumnType } from "./table-definition.ts";

const choices: readonly ColumnType[] = ["choice", "multichoice", "boolean"];

/** Keys of an entry that only some types of column have. */
const keysOfTypes: readonly (readonly [key: keyof ColumnEntry, types: readonly ColumnType[]])[] = [
  ["maxLength", ["string", "memo"]],
  ["options", choices],
  ["states", ["choice"]],
  ["initial", ["choice", "boolean", "integer", "bigint", "decimal", "double", "money"]],
  ["targets", ["lookup"]],
  ["relationships", ["lookup"]],
  ["onDelete", ["lookup"]],
];

export interface NamedEntry {
  readonly table: string;
  readonly name: string;
  readonly entry: ColumnEntry;
}

/** A column of a schema file. Its sources are the file's own: documented there. */
export function buildColumn({ table, name, entry }: NamedEntry, refuse: Refuse): ColumnDefinition {
  const path = ["tables", table, "columns", name];
  for (const [key, types] of keysOfTypes) {
    if (entry[key] !== undefined && !types.includes(entry.type)) {
      refuse([...path, key], `${key} is for columns of type ${types.join(", ")}, and this one is ${entry.type}`);
    }
  }
  if (entry.type === "lookup" && entry.targets === undefined) {
    refuse(path, 'a lookup says where it points at: expected "targets": ["contact"] or the like');
  }
  if (entry.type === "boolean" ? typeof entry.initial === "number" : typeof entry.initial === "boolean") {
    refuse([...path, "initial"], `expected ${entry.type === "boolean" ? "true or false" : "a number"}`);
  }
  const options = buildOptions(entry);
  if (
    entry.type === "boolean" &&
    options !== undefined &&
    (options.length !== 2 || options.some(({ value }) => value !== 0 && value !== 1))
  ) {
    refuse([...path, "options"], "a boolean has the options 0 and 1");
  }
  if (
    entry.type === "choice" &&
    options !== undefined &&
    entry.initial !== undefined &&
    !options.some(({ value }) => value === entry.initial)
  ) {
    refuse([...path, "initial"], "expected the value of one of the options");
  }
  const maxLength = entry.type === "string" ? (entry.maxLength ?? 100) : entry.type === "memo" ? (entry.maxLength ?? 2000) : undefined;
  return {
    name,
    type: entry.type,
    evidence: "documented",
    ...(entry.schemaName === undefined ? {} : { schemaName: entry.schemaName }),
    ...(entry.displayName === undefined ? {} : { displayName: entry.displayName }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(entry.readOnly ? { readOnly: true } : {}),
    ...(entry.indexed ? { indexed: true } : {}),
    ...(options === undefined ? {} : { options }),
    ...(entry.initial === undefined ? {} : { initial: entry.initial }),
    ...(entry.targets === undefined ? {} : { targets: entry.targets }),
  };
}

export function buildOptions({ options, states }: ColumnEntry): ChoiceOption[] | undefined {
  return options === undefined
    ? undefined
    : Object.entries(options).map(([value, label]) => ({
        value: Number(value),
        label,
        ...(states === undefined ? {} : { state: states[value] ?? 0 }),
      }));
}

/**
 * The relationships of a lookup, one for each target. The names that are not given are those Dataverse's designer makes: the
 * relationship from child, lookup without its prefix, and parent (observed in public sites); on the child's side the lookup's schema name,
 * with the target behind it when there are several (documented of customer and regarding lookups).
 */
export function buildRelationships({ table, name, entry }: NamedEntry): OneToMany[] {
  const schemaName = entry.schemaName ?? name;
  const bareName = schemaName.replace(/^[a-z0-9]+_/i, "");
  const targets = entry.targets ?? [];
  return targets.map((parentTable) => {
    const given = entry.relationships?.[parentTable] ?? {};
    return oneToMany({
      schemaName: given.schemaName ?? `${table}_${bareName}_${parentTable}`,
      parentTable,
      childTable: table,
      lookup: name,
      childNavigation: given.childNavigation ?? (targets.length === 1 ? schemaName : `${schemaName}_${parentTable}`),
      ...(given.parentNavigation === undefined ? {} : { parentNavigation: given.parentNavigation }),
      ...(entry.onDelete === undefined ? {} : { onDelete: entry.onDelete }),
    });
  });
}
