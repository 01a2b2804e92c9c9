import type { DeployedRecord, DeployedValue, SiteRecords } from "./site-records.ts";

export interface RollbackStatesOptions {
  /** As it was before the deployment. */
  readonly before: SiteRecords;
  /** As the deployment expected it afterwards: before, with what was uploaded and deleted. */
  readonly expected: SiteRecords;
  /** As it was read back; undefined: it never was. */
  readonly after: SiteRecords | undefined;
  /** As it is now. */
  readonly remote: SiteRecords;
  /** What the deployment did not plan, and what is to be put back all the same. */
  readonly alsoBack: readonly Surprise[];
}

/** What a read-back found and nobody had planned: the upload's doing, or somebody's at the same time. */
export interface Surprise {
  /** Record key. */
  readonly id: string;
  /** Keys of its values; undefined: the record itself. */
  readonly keys: ReadonlySet<string> | undefined;
  /** The record as it was before. */
  readonly was: DeployedRecord;
}

export interface RollbackStates {
  readonly base: SiteRecords;
  readonly local: SiteRecords;
  /** What is taken back: record keys with the keys of values, undefined for the whole record. */
  readonly touched: ReadonlyMap<string, ReadonlySet<string> | undefined>;
}

/**
 * The states from which a rollback is planned like any deployment. Only what the deployment itself changed goes back: what others have changed since, also between its
 * download and its read-back, is in both states as it is now. Where others have changed the same value since, base, wanted and remote differ: a conflict.
 */
export function rollbackStates({ before, expected, after, remote, alsoBack }: RollbackStatesOptions): RollbackStates {
  const touched = new Map(findTouched(before, expected));
  const base = new Map(remote.records);
  const local = new Map(remote.records);
  for (const [id, keys] of touched) {
    const now = remote.records.get(id);
    const was = before.records.get(id);
    const made = expected.records.get(id);
    if (now === undefined && was === undefined) continue;
    // A record that was to go and is still there is put back as it was read back, not made anew.
    put(base, id, made === undefined || keys === undefined ? (after?.records.get(id) ?? made) : made, { now, keys });
    put(local, id, was, { now, keys });
  }
  // Their base is what is there now: nothing stands against putting them back, since a person has said so.
  for (const { id, keys, was } of alsoBack) {
    touched.set(id, mergeKeys(touched.get(id), keys, touched.has(id)));
    put(local, id, was, { now: local.get(id), keys });
  }
  return { base: { records: base }, local: { records: local }, touched };
}

interface PutOptions {
  readonly now: DeployedRecord | undefined;
  readonly keys: ReadonlySet<string> | undefined;
}

function put(records: Map<string, DeployedRecord>, id: string, whole: DeployedRecord | undefined, { now, keys }: PutOptions): void {
  if (whole === undefined) records.delete(id);
  else if (keys === undefined || now === undefined) records.set(id, whole);
  else {
    const next: Record<string, DeployedValue> = { ...now.values };
    for (const key of keys) {
      const value = whole.values[key];
      if (value === undefined) delete next[key];
      else next[key] = value;
    }
    records.set(id, { ...now, values: next });
  }
}

export function* findTouched(before: SiteRecords, expected: SiteRecords): Generator<readonly [string, ReadonlySet<string> | undefined]> {
  for (const id of new Set([...before.records.keys(), ...expected.records.keys()])) {
    const was = before.records.get(id);
    const made = expected.records.get(id);
    if (was === undefined || made === undefined) yield [id, undefined];
    else {
      const keys = [...new Set([...Object.keys(was.values), ...Object.keys(made.values)])].filter(
        (key) => JSON.stringify(was.values[key]) !== JSON.stringify(made.values[key]),
      );
      if (keys.length > 0) yield [id, new Set(keys)];
    }
  }
}

function mergeKeys(
  one: ReadonlySet<string> | undefined,
  other: ReadonlySet<string> | undefined,
  isThere: boolean,
): ReadonlySet<string> | undefined {
  if (!isThere) return other;
  return one === undefined || other === undefined ? undefined : new Set([...one, ...other]);
}
