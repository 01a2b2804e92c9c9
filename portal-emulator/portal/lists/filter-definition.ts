import { buildCondition } from "../../query/condition-operators.ts";
import type { ConditionContext } from "../../query/condition.ts";
import type { FilterNode } from "../../query/filter.ts";
import { findColumn, type TableDefinition } from "../../schema/table-definition.ts";
import { toLiquidFailure } from "../data/visitor-data.ts";
import { LiquidFailure } from "../../../liquid/liquid-failure.ts";

/** What a list lets its visitors filter by: the JSON of its filter definition, read by the names the open-source ancestor knows. */
export interface FilterDefinition {
  readonly groups: readonly FilterGroup[];
  /** Tables behind related tables; what they filter by is not emulated. */
  readonly deeperLinks: number;
}

/** A related table: its rows whose `from` holds what the list's rows have in `to`. */
export interface FilterLink {
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

export interface FilterGroup {
  /** undefined: of the list's own table. */
  readonly link: FilterLink | undefined;
  readonly id: string;
  readonly kind: "and" | "or";
  readonly attribute: string | undefined;
  readonly label: string | undefined;
  readonly order: string;
  readonly selectionMode: string | undefined;
  readonly conditions: readonly FilterCondition[];
  /** Ranges: an option that is made of several conditions. */
  readonly ranges: readonly { readonly id: string; readonly label: string | undefined; readonly conditions: readonly FilterCondition[] }[];
}

export interface FilterCondition {
  readonly id: string;
  readonly attribute: string;
  readonly operator: string;
  readonly values: readonly string[];
  readonly label: string | undefined;
  /** text: the visitor writes the value · dynamic: it is one of the column's · undefined: it stands here. */
  readonly inputType: string | undefined;
}

/** Throws LiquidFailure for text that is no JSON of this shape. */
export function parseFilterDefinition(text: string): FilterDefinition {
  const entity = recordOf(recordOf(parseJson(text))["entity"]);
  const links = listOf(entity["links"]).map(recordOf);
  return {
    groups: [
      ...listOf(entity["filters"]).map((group) => readGroup(group, undefined)),
      ...links.flatMap((link) => {
        const read = (name: string): string => (readText(link, name) ?? "").toLowerCase();
        return listOf(link["filters"]).map((group) => readGroup(group, { table: read("name"), from: read("from"), to: read("to") }));
      }),
    ],
    deeperLinks: links.reduce((sum, link) => sum + listOf(link["links"]).length, 0),
  };
}

/** Ids of chosen options by the id of their group: `0=1&0=2&name=abc`. */
export function readChosen(metafilter: string): ReadonlyMap<string, readonly string[]> {
  const chosen = new Map<string, string[]>();
  for (const [group, value] of new URLSearchParams(metafilter)) chosen.set(group, [...(chosen.get(group) ?? []), value]);
  return chosen;
}

/** What the rows must meet by the options that were chosen; undefined: nothing was. Groups that are not there are passed over. */
export function buildMetafilter(
  { groups }: FilterDefinition,
  metafilter: string,
  { table: own, ...context }: ConditionContext & { readonly table: TableDefinition },
): FilterNode | undefined {
  const chosen = readChosen(metafilter);
  const bind = ({ attribute, operator, values }: FilterCondition, link: FilterLink | undefined): FilterNode => {
    const table = link === undefined ? own : findLinked(link, own, context);
    const definition = findColumn(table, attribute);
    if (definition === undefined)
      throw new LiquidFailure("runtime", `The list filters by "${attribute}", which ${table.name} does not have.`);
    try {
      return buildCondition(operator, { operand: { kind: "column", name: attribute }, definition, table, values }, context);
    } catch (error) {
      throw toLiquidFailure(error);
    }
  };
  const operands = groups.flatMap((group): FilterNode[] => {
    const options = chosen.get(group.id) ?? [];
    const conditions = group.conditions.flatMap((condition): FilterNode[] => {
      if (condition.inputType !== "text" && condition.inputType !== "dynamic")
        return options.includes(condition.id) ? [bind(condition, group.link)] : [];
      const written = options.filter((value) => value.trim() !== "");
      return written.map((value) =>
        bind({ ...condition, values: [condition.inputType === "text" ? `${value.replaceAll("*", "%")}%` : value] }, group.link),
      );
    });
    const ranges = group.ranges
      .filter(({ id }) => options.includes(id))
      .map((range): FilterNode => ({ kind: "and", operands: range.conditions.map((one) => bind(one, group.link)) }));
    const all = [...conditions, ...ranges];
    if (all.length === 0) return [];
    const filter: FilterNode = { kind: group.kind, operands: all };
    return [group.link === undefined ? filter : { kind: "linked", ...group.link, filter }];
  });
  return operands.length === 0 ? undefined : { kind: "and", operands };
}

/** Throws LiquidFailure. */
function findLinked({ table, from, to }: FilterLink, own: TableDefinition, { schema }: ConditionContext): TableDefinition {
  const found = schema.findTable(table);
  if (found === undefined || findColumn(found, from) === undefined || findColumn(own, to) === undefined)
    throw new LiquidFailure(
      "runtime",
      `The list filters by rows of "${table}" whose "${from}" is the "${to}" of ${own.name}: that is not there.`,
    );
  return found;
}

function readGroup(value: unknown, link: FilterLink | undefined): FilterGroup {
  const group = recordOf(value);
  return {
    link,
    id: readText(group, "id") ?? "",
    kind: readText(group, "type") === "or" ? "or" : "and",
    attribute: readText(group, "attribute"),
    label: readText(group, "uiname"),
    order: readText(group, "uiorder") ?? "",
    selectionMode: readText(group, "uiselectionmode"),
    conditions: listOf(group["conditions"]).map(readCondition),
    ranges: listOf(group["filters"]).map((filter) => {
      const range = recordOf(filter);
      return {
        id: readText(range, "id") ?? "",
        label: readText(range, "uiname"),
        conditions: listOf(range["conditions"]).map(readCondition),
      };
    }),
  };
}

function readCondition(value: unknown): FilterCondition {
  const condition = recordOf(value);
  const single = readText(condition, "value");
  return {
    id: readText(condition, "id") ?? "",
    attribute: readText(condition, "attribute") ?? "",
    operator: readText(condition, "operator") ?? "eq",
    values: [...(single === undefined ? [] : [single]), ...listOf(condition["values"]).map(String)],
    label: readText(condition, "uiname"),
    inputType: readText(condition, "uiinputtype"),
  };
}

/** Names that are not FetchXML's own carry the prefix of their namespace. */
function readText(record: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const key = Object.keys(record).find((one) => one === name || one.endsWith(`:${name}`));
  const value = key === undefined ? undefined : record[key];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LiquidFailure("runtime", "The filter definition of the list is not JSON.", { cause: error });
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  // Any object can be read by keys.
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
