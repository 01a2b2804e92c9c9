import { createLiquidObject, type LiquidObject } from "../../../liquid/liquid-object.ts";
import { renderText } from "../../../liquid/values/render-text.ts";
import { findColumn, type ColumnDefinition, type TableDefinition } from "../../schema/table-definition.ts";
import type { VisitorData } from "../data/visitor-data.ts";
import { parseFilterDefinition, readChosen, type FilterCondition, type FilterGroup } from "./filter-definition.ts";
import type { SiteList } from "./site-lists.ts";

/**
 * `{{ entitylist | metafilters: params.mf, entityview }}`: what visitors may filter the list by, with what is chosen marked.
 * https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#metafilters
 */
export function describeFilters(data: VisitorData, list: SiteList, metafilter: unknown): readonly LiquidObject[] {
  const table = data.names.schema.findTable(list.table);
  if (list.filterDefinition === undefined || table === undefined) return [];
  const chosen = readChosen(renderText(metafilter));
  return parseFilterDefinition(list.filterDefinition)
    .groups.toSorted((one, other) => (one.order < other.order ? -1 : one.order > other.order ? 1 : 0))
    .map((group) => {
      const own = group.link === undefined ? table : data.names.schema.findTable(group.link.table);
      return describeGroup(own, group, chosen.get(group.id) ?? []);
    });
}

function describeGroup(table: TableDefinition | undefined, group: FilterGroup, chosen: readonly string[]): LiquidObject {
  const column = table && findColumn(table, group.attribute ?? group.conditions[0]?.attribute ?? "");
  const text = chosen.join(",");
  const [first] = group.conditions;
  const option = (id: string, label: string | undefined, type: string | undefined): LiquidObject =>
    createLiquidObject({ members: { id, label, type, checked: chosen.includes(id), text } });
  const isOpenChoice = first?.inputType === "dynamic" && column?.type === "choice";
  return createLiquidObject({
    members: {
      id: group.id,
      label: group.label ?? column?.displayName ?? column?.name,
      selection_mode: group.selectionMode,
      options: isOpenChoice
        ? (column.options ?? []).map(({ value, label }) => option(String(value), label, "dynamic"))
        : [
            ...group.conditions.map((condition) => option(condition.id, labelOf(condition, column), condition.inputType)),
            ...group.ranges.map((range) =>
              option(range.id, range.label ?? range.conditions.map((one) => labelOf(one, column)).join(" - "), undefined),
            ),
          ],
    },
  });
}

/** A choice goes by its label, anything else by the name it was given or by its value. */
function labelOf({ label, values }: FilterCondition, column: ColumnDefinition | undefined): string | undefined {
  const [value] = values;
  return column?.options?.find((option) => String(option.value) === value)?.label ?? label ?? value;
}
