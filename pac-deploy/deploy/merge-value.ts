import { compareOrdinal } from "../../site/render-record.ts";
import { isBlank, isSameValue, itemsOf, without } from "./compare-values.ts";
import { isLinkKey } from "./record-tables.ts";
import type { DeployedValue } from "./site-records.ts";

type Value = DeployedValue | undefined;

export interface ThreeValues {
  readonly key: string;
  readonly base: Value;
  readonly remote: Value;
  readonly local: Value;
}

export interface MergeOptions {
  /** The base was worked out and not deployed: where only the environment differs from it, nobody knows who changed it. */
  readonly baseIsAssumed: boolean;
  /** What a person decided about this value, should it be in conflict. */
  readonly take: "local" | "remote" | undefined;
}

/** What one value of a record becomes. */
export interface MergedValue {
  /** What the environment is to hold after the upload; the remote value where nothing is uploaded. */
  readonly after: Value;
  /** We upload something. */
  readonly isOurs: boolean;
  /** Others changed something, and it stays. */
  readonly isOthers: boolean;
  readonly conflict?: "changed-twice" | "unknown";
  /** What an upload cannot do; `wanted` is what the value would have to be. */
  readonly residue?: { readonly kind: "blank" | "unlink"; readonly wanted: Value };
}

/** Three-way, for one key. Lists are merged item by item and are never in conflict, unless nobody knows the base. */
export function mergeValue(values: ThreeValues, options: MergeOptions): MergedValue {
  const { key, base, remote, local } = values;
  if (isSameValue(key, local, remote)) return { after: remote, isOurs: false, isOthers: false };
  if ([base, remote, local].some((value) => Array.isArray(value))) return mergeList(values, options);
  const { baseIsAssumed, take } = options;
  const isUntouchedHere = isSameValue(key, local, base);
  // What only the environment has may be a default of its own: nobody here ever said otherwise.
  const isUnknown = baseIsAssumed && isUntouchedHere && !isBlank(local);
  if (isUntouchedHere && !isUnknown) return others(remote);
  if (!isUnknown && isSameValue(key, remote, base)) return ours(values);
  if (take === "remote") return others(remote);
  if (take === "local") return ours(values);
  return { after: remote, isOurs: false, isOthers: false, conflict: isUnknown ? "unknown" : "changed-twice" };
}

const others = (remote: Value): MergedValue => ({ after: remote, isOurs: false, isOthers: true });

function ours({ remote, local }: ThreeValues): MergedValue {
  return isBlank(local)
    ? { after: remote, isOurs: false, isOthers: false, residue: { kind: "blank", wanted: local } }
    : { after: local, isOurs: true, isOthers: false };
}

function mergeList({ key, ...values }: ThreeValues, { baseIsAssumed, take }: MergeOptions): MergedValue {
  const base = itemsOf(values.base);
  const remote = itemsOf(values.remote);
  const local = itemsOf(values.local);
  const goneThere = without(
    local.filter((item) => without([item], base).length === 0),
    remote,
  );
  const isUnknown = baseIsAssumed && goneThere.length > 0;
  if (isUnknown && take === undefined) return { after: values.remote, isOurs: false, isOthers: false, conflict: "unknown" };
  const kept = isUnknown && take === "local" ? goneThere : [];
  const added = [...without(local, base, remote), ...kept];
  const removed = without(
    base.filter((item) => without([item], remote).length === 0),
    local,
  );
  const wanted = sorted([...without(remote, removed), ...added]);
  const isOthers = without(remote, base, local).length > 0 || goneThere.length > kept.length;
  const isLink = isLinkKey(key);
  // The rights of a column permission are one value, which an upload replaces, if anything is left of it.
  const after = isLink || wanted.length === 0 ? sorted([...remote, ...added]) : wanted;
  const isOurs = !isSameValue(key, after, values.remote);
  return {
    after: isOurs ? after : values.remote,
    isOurs,
    isOthers,
    ...(isSameValue(key, after, wanted) ? {} : { residue: { kind: isLink ? ("unlink" as const) : ("blank" as const), wanted } }),
  };
}

const sorted = (items: readonly string[]): string[] => [...new Set(items)].toSorted(compareOrdinal);
