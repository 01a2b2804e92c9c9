import { compareOrdinal } from "../../site/render-record.ts";
import { rightsOf } from "./close-record.ts";
import { isBlank } from "./compare-values.ts";
import type { ValueChange } from "./deployment-plan.ts";
import { listChanges } from "./list-changes.ts";
import { withoutPrefix } from "./record-tables.ts";
import { recordKey, type DeployedRecord, type SiteRecords } from "./site-records.ts";

/** A record that is not as it was expected to be. */
export interface RecordDifference {
  /** `missing`: expected and not there. `unexpected`: there and not expected. */
  readonly kind: "missing" | "unexpected" | "differs";
  /** As expected; as it is where it was not. */
  readonly record: DeployedRecord;
  /** `before` as expected, `after` as it is; empty but for `differs`. */
  readonly values: readonly ValueChange[];
}

export interface CompareOptions {
  readonly expected: SiteRecords;
  readonly actual: SiteRecords;
  /** Keys of records that we made: what the environment adds to them by itself is its default and no difference, but for rights, which would be open. */
  readonly created?: ReadonlySet<string>;
}

/** Every difference, record by record, sorted by file and line. Pure. */
export function compareRecords({ expected, actual, created = new Set() }: CompareOptions): RecordDifference[] {
  const differences: RecordDifference[] = [];
  for (const [key, record] of expected.records) {
    const found = actual.records.get(key);
    if (found === undefined) {
      differences.push({ kind: "missing", record, values: [] });
      continue;
    }
    const changes = listChanges(record, found);
    const values = created.has(key) ? changes.filter((change) => !isDefault(change, found)) : changes;
    if (values.length > 0) differences.push({ kind: "differs", record, values });
  }
  for (const [key, record] of actual.records) if (!expected.records.has(key)) differences.push({ kind: "unexpected", record, values: [] });
  return differences.toSorted(
    (a, b) =>
      compareOrdinal(a.record.path, b.record.path) ||
      a.record.line - b.record.line ||
      compareOrdinal(recordKey(a.record), recordKey(b.record)),
  );
}

function isDefault({ key, before }: ValueChange, found: DeployedRecord): boolean {
  if (!isBlank(before)) return false;
  const column = withoutPrefix(key);
  return !/webrole/i.test(column) && !(found.table === "adx_entitypermission" && rightsOf(found).includes(column));
}
