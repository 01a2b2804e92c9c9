import { compareOrdinal } from "../../site/render-record.ts";
import { isSameValue } from "./compare-values.ts";
import type { ValueChange } from "./deployment-plan.ts";
import { isEnvironmentKey } from "./record-tables.ts";
import type { DeployedRecord, DeployedValue } from "./site-records.ts";

/** The values that differ, from the first record to the second. */
export function listChanges(from: DeployedRecord, to: DeployedRecord): ValueChange[] {
  return keysOf(from, to).flatMap((key) => {
    const [before, after] = [from.values[key], to.values[key]];
    return isSameValue(key, before, after) ? [] : [{ key, before, after }];
  });
}

/** The keys of any of them, sorted, but for those that the environment writes down by itself. */
export function keysOf(...records: readonly (DeployedRecord | undefined)[]): string[] {
  const keys = new Set(records.flatMap((record) => Object.keys(record?.values ?? {})));
  return [...keys].filter((key) => !isEnvironmentKey(key)).toSorted(compareOrdinal);
}

/** The record with what each change says; a value that is undefined afterwards is not there. */
export function withValues(record: DeployedRecord, changes: readonly ValueChange[]): DeployedRecord {
  const values: Record<string, DeployedValue> = { ...record.values };
  for (const { key, after } of changes) {
    if (after === undefined) delete values[key];
    else values[key] = after;
  }
  return { ...record, values };
}
