import type { Opening } from "../plan/plan.ts";
import type { DeployedRecord, DeployedValue } from "./site-records.ts";

/** What a deployment does, decided from three states of the site: last deployed (base), now in the environment (remote), wanted (local). */
export interface DeploymentPlan {
  /** What the upload changes in the environment. */
  readonly changes: readonly RecordChange[];
  /** What others changed there since the base, and which the upload leaves as it is. */
  readonly others: readonly RecordChange[];
  /** Changed here and there to different values: nothing is uploaded until each is decided. */
  readonly conflicts: readonly Conflict[];
  /** What is wanted and an upload cannot do: it stays different in the environment unless an explicit step does it. */
  readonly residue: readonly Residue[];
  /** What residue leaves open to visitors: uploaded closed first, read back, then deleted. */
  readonly closings: readonly Closing[];
}

export interface RecordChange {
  readonly kind: "create" | "edit" | "delete";
  /** The record after the change; before it for a deletion. */
  readonly record: DeployedRecord;
  /** Only the values that differ; empty for a creation and a deletion. */
  readonly values: readonly ValueChange[];
  /** The record in the folder that is deployed, from which the values come; absent for what others did. */
  readonly source?: DeployedRecord;
}

export interface ValueChange {
  readonly key: string;
  readonly before: DeployedValue | undefined;
  readonly after: DeployedValue | undefined;
}

export const conflictReasons = ["changed-twice", "deleted-there", "deleted-here", "same-name", "unknown"] as const;
/** `unknown`: without a former deployment nobody can tell on which side it changed. */
export type ConflictReason = (typeof conflictReasons)[number];

export interface Conflict {
  readonly reason: ConflictReason;
  /** As the folder has it; where it is gone from there, as the environment has it. */
  readonly record: DeployedRecord;
  /** With `same-name`: the record of the environment that has the name. */
  readonly other?: DeployedRecord;
  /** undefined: the record itself, deleted on one side and changed on the other. */
  readonly key: string | undefined;
  readonly base: DeployedValue | undefined;
  readonly local: DeployedValue | undefined;
  readonly remote: DeployedValue | undefined;
}

export interface Residue {
  /** `deletion`: a record is to go. `blank`: a value is to be emptied. `unlink`: an id is to leave a list (a web role of a permission). */
  readonly kind: "deletion" | "blank" | "unlink";
  readonly record: DeployedRecord;
  readonly key: string | undefined;
  readonly wanted: DeployedValue | undefined;
  readonly remote: DeployedValue | undefined;
  /** What a person, or a flag of ours, can do about it. */
  readonly remedy: string;
}

/** A record that opens something and is to go. */
export interface Closing {
  readonly record: DeployedRecord;
  /** The values that say no, e.g. `adx_read: "false"`. */
  readonly values: Readonly<Record<string, DeployedValue>>;
  readonly opens: readonly Opening[];
}
