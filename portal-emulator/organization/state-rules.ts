import { findColumn, type ColumnDefinition, type TableDefinition } from "../schema/table-definition.ts";
import type { CellValue, Row } from "../store/store.ts";
import { faults } from "./faults.ts";

/**
 * The cells with status (`statecode`) and status reason (`statuscode`) in agreement: a new status brings its default reason along, a reason alone must
 * belong to the row's status. https://learn.microsoft.com/power-apps/developer/data-platform/define-custom-state-model-transitions
 * Throws 0x80048408. Which status a reason belongs to comes from the schema; where it says nothing, nothing is checked.
 */
export function applyStateRules(table: TableDefinition, before: Row | undefined, cells: Row): Row {
  const states = findColumn(table, "statecode");
  const reasons = findColumn(table, "statuscode");
  if (states === undefined || reasons === undefined || (cells["statecode"] === undefined && cells["statuscode"] === undefined))
    return cells;
  const stateOf = mapReasons(states, reasons);
  if (stateOf.size === 0) return cells;
  const state = asNumber(cells["statecode"]) ?? asNumber(before?.["statecode"]) ?? asNumber(states.initial) ?? 0;
  const reason = asNumber(cells["statuscode"]);
  if (reason !== undefined) {
    if (stateOf.get(reason) !== state) throw faults.invalidStatus(table.name, reason, state);
    return cells;
  }
  if (stateOf.get(asNumber(before?.["statuscode"]) ?? Number.NaN) === state) return cells;
  const [first] = [...stateOf].find(([, owner]) => owner === state) ?? [];
  if (first === undefined) throw faults.invalidStatus(table.name, asNumber(before?.["statuscode"]) ?? -1, state);
  return { ...cells, statuscode: first };
}

/** Status reasons with the status they belong to. Without a word in the schema, equally many of both belong to one another by rank. */
function mapReasons(states: ColumnDefinition, reasons: ColumnDefinition): ReadonlyMap<number, number> {
  const options = reasons.options ?? [];
  const said = options.flatMap(({ value, state }) => (state === undefined ? [] : [[value, state] as const]));
  if (said.length > 0) return new Map(said);
  if (options.length !== states.options?.length) return new Map();
  return new Map(
    options.flatMap(({ value }, index) => (states.options?.[index] === undefined ? [] : [[value, states.options[index].value] as const])),
  );
}

const asNumber = (value: CellValue | undefined): number | undefined => (typeof value === "number" ? value : undefined);
