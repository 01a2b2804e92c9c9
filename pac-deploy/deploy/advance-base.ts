import type { RecordDifference } from "./compare-records.ts";
import { isSameValue } from "./compare-values.ts";
import type { Closing, Conflict, DeploymentPlan } from "./deployment-plan.ts";
import { recordKey, type DeployedRecord, type DeployedValue, type SiteRecords } from "./site-records.ts";

export interface AdvanceBaseOptions {
  /** What folder and environment agreed on before. */
  readonly base: SiteRecords;
  readonly local: SiteRecords;
  /** As read back. */
  readonly after: SiteRecords;
  /** Between local (expected) and after (actual). */
  readonly differences: readonly RecordDifference[];
  readonly plan: Pick<DeploymentPlan, "closings" | "residue">;
  /** Decided for what the environment has. */
  readonly left: readonly Pick<Conflict, "record" | "key">[];
}

/**
 * The base of the next deployment: the last state in which folder and environment agreed, record by record and value by value. What others have changed there and the
 * folder does not have keeps its old base: with the environment's own state as base the folder would seem to take that change back, and the next upload would.
 */
export function advanceBase({ base, local, after, differences, plan, left }: AdvanceBaseOptions): SiteRecords {
  const differing = new Map(differences.map((difference) => [recordKey(difference.record), difference]));
  const closed = new Map(plan.closings.map((closing) => [recordKey(closing.record), closing]));
  // Decided for the folder and left undone: what is there now is what the folder wants gone, and nobody is asked again. Not so of lists, in which others' links stand too.
  const leftUndone = new Set(
    plan.residue.flatMap(({ kind, record, key }) => (kind === "unlink" ? [] : `${recordKey(record)} ${key ?? ""}`)),
  );
  const decided = new Map<string, Set<string | undefined>>();
  for (const { record, key } of left) decided.set(recordKey(record), (decided.get(recordKey(record)) ?? new Set()).add(key));
  const records = new Map<string, DeployedRecord>();
  for (const id of new Set([...base.records.keys(), ...local.records.keys(), ...after.records.keys()])) {
    const next = advance(id);
    if (next !== undefined) records.set(id, next);
  }
  return { records };

  function advance(id: string): DeployedRecord | undefined {
    const difference = differing.get(id);
    const there = after.records.get(id);
    const before = base.records.get(id);
    const here = local.records.get(id);
    if (difference === undefined) return here === undefined || there === undefined ? undefined : there;
    const keys = decided.get(id);
    if (keys?.has(undefined) === true) return here;
    if (here === undefined) return there !== undefined && (isClosed(closed.get(id), there) || leftUndone.has(`${id} `)) ? there : before;
    if (there === undefined) return before;
    const values: Record<string, DeployedValue> = { ...there.values };
    for (const { key } of difference.values) {
      if (leftUndone.has(`${id} ${key}`)) continue;
      const agreed = keys?.has(key) === true ? here.values[key] : before?.values[key];
      if (agreed === undefined) delete values[key];
      else values[key] = agreed;
    }
    return { ...there, values };
  }
}

const isClosed = (closing: Closing | undefined, { values }: DeployedRecord): boolean =>
  closing !== undefined && Object.entries(closing.values).every(([key, value]) => isSameValue(key, values[key], value));

/** The base after a rollback: where what it did has arrived, what is there now; all else as it was, since the folder has not changed. */
export function returnBase({
  base,
  touched,
  after,
  differences,
}: {
  readonly base: SiteRecords;
  /** What the rollback was to change: record keys with their values' keys, undefined for the whole record. */
  readonly touched: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  readonly after: SiteRecords;
  /** Between what the rollback expected and after. */
  readonly differences: readonly RecordDifference[];
}): SiteRecords {
  const missed = new Map(differences.map(({ record, values }) => [recordKey(record), new Set(values.map(({ key }) => key))]));
  const records = new Map(base.records);
  for (const [id, keys] of touched) {
    const wrong = missed.get(id);
    const there = after.records.get(id);
    if (wrong?.size === 0) continue;
    if (there === undefined) records.delete(id);
    else {
      const before = records.get(id);
      const values: Record<string, DeployedValue> = { ...(before ?? there).values };
      for (const key of keys ?? new Set([...Object.keys(values), ...Object.keys(there.values)])) {
        if (wrong?.has(key) === true) continue;
        const value = there.values[key];
        if (value === undefined) delete values[key];
        else values[key] = value;
      }
      records.set(id, { ...there, values });
    }
  }
  return { records };
}

/** What an earlier deployment or rollback has closed is closed by us: in a base it counts as closed, or somebody else would seem to have done it. */
export function withClosings({ records }: SiteRecords, closings: readonly Closing[], remote: SiteRecords): SiteRecords {
  const next = new Map(records);
  for (const { record, values } of closings) {
    const id = recordKey(record);
    const known = next.get(id);
    const now = remote.records.get(id);
    if (known === undefined || now === undefined) continue;
    const closed = Object.entries(values).filter(([key, value]) => isSameValue(key, value, now.values[key]));
    next.set(id, { ...known, values: { ...known.values, ...Object.fromEntries(closed) } });
  }
  return { records: next };
}
