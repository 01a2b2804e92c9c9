import { UserError } from "../../contract/user-error.ts";
import { compareOrdinal } from "../../site/render-record.ts";
import { closeRecord } from "./close-record.ts";
import type { Closing, Conflict, ConflictReason, DeploymentPlan, RecordChange, Residue, ValueChange } from "./deployment-plan.ts";
import { createDecisions, type Decisions } from "./decide-conflicts.ts";
import { describeRemedy } from "./describe-remedy.ts";
import { keysOf, listChanges, withValues } from "./list-changes.ts";
import { mergeValue } from "./merge-value.ts";
import { findSameNamed } from "./natural-names.ts";
import { recordKey, type DeployedRecord, type SiteRecords } from "./site-records.ts";

export interface DeploymentStates {
  /** As last deployed and read back; without such a deployment what the folder would be without the kit. */
  readonly base: SiteRecords;
  /** As just downloaded. */
  readonly remote: SiteRecords;
  /** What is wanted. */
  readonly local: SiteRecords;
  /** The base is no deployment's: where the environment differs from it, nobody knows who changed it. */
  readonly baseIsAssumed?: boolean;
  /** The environment has no such site, and is to get it. */
  readonly createSite?: boolean;
  /** What to take where both sides changed: everywhere. */
  readonly take?: "local" | "remote" | undefined;
  /** The same for one record or file: its path, `<table>/<id>`, `<table>/<name>`, or its id. */
  readonly takeLocal?: readonly string[];
  readonly takeRemote?: readonly string[];
}

/**
 * What a deployment does, decided key by key. Pure.
 * @throws UserError `website-differs`, `dialect-differs` (exit code 1), `take-unknown` (exit code 2)
 */
export function planDeployment(states: DeploymentStates): DeploymentPlan {
  const { base, remote, local } = states;
  assertSameSite(states);
  const planned = emptyPlan();
  const decisions = createDecisions(states);
  const keys = new Set([...base.records.keys(), ...remote.records.keys(), ...local.records.keys()]);
  for (const key of [...keys].toSorted(compareOrdinal)) {
    const records = { base: base.records.get(key), remote: remote.records.get(key), local: local.records.get(key) };
    planRecord(records, { states, decisions, planned });
  }
  decisions.assertAllUsed();
  return planned;
}

/** Nothing is in conflict: the plan may be carried out. */
export const isDeployable = (plan: DeploymentPlan): boolean => plan.conflicts.length === 0;

/** There is something to upload or to close. What is left for a person (`residue`) is no work of an upload. */
export const hasWork = (plan: DeploymentPlan): boolean => plan.changes.length + plan.closings.length > 0;

interface MutablePlan {
  readonly changes: RecordChange[];
  readonly others: RecordChange[];
  readonly conflicts: Conflict[];
  readonly residue: Residue[];
  readonly closings: Closing[];
}

const emptyPlan = (): MutablePlan => ({ changes: [], others: [], conflicts: [], residue: [], closings: [] });

interface Planning {
  readonly states: DeploymentStates;
  readonly decisions: Decisions;
  readonly planned: MutablePlan;
}

interface ThreeRecords {
  readonly base: DeployedRecord | undefined;
  readonly remote: DeployedRecord | undefined;
  readonly local: DeployedRecord | undefined;
}

function planRecord(records: ThreeRecords, planning: Planning): void {
  const { remote, local } = records;
  if (local !== undefined && remote !== undefined) planValues({ base: records.base, remote, local }, planning);
  else if (local !== undefined) planAbsentThere(local, records.base, planning);
  else if (remote !== undefined) planAbsentHere(remote, records.base, planning);
}

/** The record is in the folder and not in the environment. */
function planAbsentThere(local: DeployedRecord, base: DeployedRecord | undefined, { states, decisions, planned }: Planning): void {
  const create = (): void => void planned.changes.push({ kind: "create", record: local, values: [], source: local });
  if (base === undefined) {
    const namesake = findSameNamed(local, states);
    if (namesake === undefined) {
      create();
      return;
    }
    const take = decisions.of(local, namesake);
    if (take === "local") create();
    if (take === undefined)
      planned.conflicts.push({
        reason: "same-name",
        record: local,
        other: namesake,
        key: undefined,
        base: undefined,
        local: local.name,
        remote: namesake.name,
      });
    return;
  }
  const isUntouched = listChanges(base, local).length === 0;
  if (isUntouched && states.baseIsAssumed !== true) {
    planned.others.push({ kind: "delete", record: base, values: [] });
    return;
  }
  const take = decisions.of(local);
  if (take === "local") create();
  else if (take === "remote") planned.others.push({ kind: "delete", record: base, values: [] });
  else planned.conflicts.push(recordConflict(isUntouched ? "unknown" : "deleted-there", local));
}

/** The record is in the environment and not in the folder. */
function planAbsentHere(remote: DeployedRecord, base: DeployedRecord | undefined, planning: Planning): void {
  const { decisions, planned } = planning;
  if (base === undefined) {
    planned.others.push({ kind: "create", record: remote, values: [] });
    return;
  }
  const changes = listChanges(base, remote);
  if (changes.length === 0) {
    planDeletion(remote, planning);
    return;
  }
  const take = decisions.of(remote);
  if (take === "local") planDeletion(remote, planning);
  else if (take === "remote") planned.others.push({ kind: "edit", record: remote, values: changes });
  else planned.conflicts.push(recordConflict("deleted-here", remote));
}

function planDeletion(record: DeployedRecord, { states, planned }: Planning): void {
  const closing = closeRecord(record, states.remote);
  if (closing !== undefined) planned.closings.push(closing);
  planned.residue.push({
    kind: "deletion",
    record,
    key: undefined,
    wanted: undefined,
    remote: undefined,
    remedy: describeRemedy({ kind: "deletion", record, isOpen: closing !== undefined }),
  });
}

const recordConflict = (reason: ConflictReason, record: DeployedRecord): Conflict => ({
  reason,
  record,
  key: undefined,
  base: undefined,
  local: undefined,
  remote: undefined,
});

function planValues({ base, remote, local }: ThreeRecords & { remote: DeployedRecord; local: DeployedRecord }, planning: Planning): void {
  const { states, decisions, planned } = planning;
  const ours: ValueChange[] = [];
  const others: ValueChange[] = [];
  for (const key of keysOf(base, remote, local)) {
    const three = { key, base: base?.values[key], remote: remote.values[key], local: local.values[key] };
    const options = { baseIsAssumed: states.baseIsAssumed === true };
    let merged = mergeValue(three, { ...options, take: undefined });
    if (merged.conflict !== undefined) {
      const take = decisions.of(local, remote);
      if (take === undefined) {
        planned.conflicts.push({ reason: merged.conflict, record: local, ...three });
        continue;
      }
      merged = mergeValue(three, { ...options, take });
    }
    if (merged.isOurs) ours.push({ key, before: three.remote, after: merged.after });
    if (merged.isOthers) others.push({ key, before: three.base, after: three.remote });
    if (merged.residue !== undefined) {
      const { kind, wanted } = merged.residue;
      const remedy = describeRemedy({ kind, record: remote, key, wanted, before: merged.after, remote: states.remote });
      planned.residue.push({ kind, record: remote, key, wanted, remote: merged.after, remedy });
    }
  }
  if (others.length > 0) planned.others.push({ kind: "edit", record: remote, values: others });
  if (ours.length > 0) planned.changes.push({ kind: "edit", record: withValues(remote, ours), values: ours, source: local });
}

/** A site of another id would be made anew by the upload, and keys of another spelling would all count as changed. */
function assertSameSite({ remote, local, createSite = false }: DeploymentStates): void {
  const ofTable = (records: SiteRecords): DeployedRecord[] => [...records.records.values()].filter(({ table }) => table === "adx_website");
  const [here] = ofTable(local);
  const there = ofTable(remote);
  if (here === undefined || (createSite && remote.records.size === 0)) return;
  const same = remote.records.get(recordKey(here));
  if (same === undefined) {
    throw new UserError(
      "website-differs",
      `The folder is of the website ${here.id} ("${here.name}"), and what was downloaded is ${there.map(({ id, name }) => `${id} ("${name}")`).join(", ") || "no website"}.`,
      {
        exitCode: 1,
        place: { path: here.path, line: here.line },
        hint: "An upload would make a new website. Name the environment and the website that the folder is of.",
      },
    );
  }
  const isClassic = (record: DeployedRecord): boolean => Object.hasOwn(record.values, "adx_name");
  if (isClassic(here) !== isClassic(same)) {
    throw new UserError("dialect-differs", "The folder and the download spell their keys differently (one with adx_, one without).", {
      exitCode: 1,
      place: { path: here.path, line: here.line },
      hint: "Download the site again with the pac of today, and commit that before you deploy.",
    });
  }
}
