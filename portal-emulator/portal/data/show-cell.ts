import { createLiquidObject } from "../../../liquid/liquid-object.ts";
import { createNumber } from "../../../liquid/values/liquid-decimal.ts";
import type { Schema } from "../../schema/schema.ts";
import type { ColumnDefinition } from "../../schema/table-definition.ts";
import type { CellValue, Row } from "../../store/store.ts";

/** Where the names of the rows that lookups point at are found. */
export interface CellNames {
  readonly schema: Schema;
  /** The row of a table; its name shows whether or not its table may be read: observed (third party). */
  readonly find: (table: string, id: string) => Row | undefined;
}

/**
 * A value of a row as Liquid sees it: a lookup as `id`, `logical_name` and `name`, a choice as `value` and `label`, a date as a date, null as nil.
 * Money is its amount (open-source ancestor). Several choices are a list of choices: assumed.
 * https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#entities
 */
export function showCell({ schema, find }: CellNames, column: ColumnDefinition, value: CellValue): unknown {
  if (value === null) return undefined;
  const showChoice = (chosen: number): object =>
    createLiquidObject({ members: { value: chosen, label: column.options?.find((option) => option.value === chosen)?.label } });
  switch (column.type) {
    case "lookup": {
      const targets = (column.targets ?? []).flatMap((name) => schema.findTable(name) ?? []);
      const read = (): { name: string; shown: CellValue | undefined } | undefined => {
        for (const target of targets) {
          const row = find(target.name, String(value));
          if (row !== undefined) return { name: target.name, shown: row[target.primaryName] };
        }
        return undefined;
      };
      return createLiquidObject({
        members: {
          id: value,
          logical_name: () => (targets.length === 1 ? targets[0]?.name : read()?.name),
          name: () => read()?.shown ?? undefined,
        },
      });
    }
    case "choice":
      return showChoice(Number(value));
    case "multichoice":
      return String(value)
        .split(",")
        .map((chosen) => showChoice(Number(chosen)));
    case "datetime":
    case "date":
      return new Date(String(value));
    case "decimal":
    case "double":
    case "money":
      return createNumber(Number(value), false);
    default:
      return value;
  }
}
