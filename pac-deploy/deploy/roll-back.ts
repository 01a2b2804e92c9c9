import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import { expectAfterDeletions, expectAfterUpload } from "./apply-deployment.ts";
import { returnBase, withClosings } from "./advance-base.ts";
import { assertTarget } from "./assert-target.ts";
import { carryOut, count, remember, type DeploymentWork } from "./carry-out.ts";
import { closeRecord } from "./close-record.ts";
import { compareRecords } from "./compare-records.ts";
import { isBlank, isSameValue } from "./compare-values.ts";
import type { Closing, Conflict, DeploymentPlan } from "./deployment-plan.ts";
import {
  cannotRead,
  describeOpening,
  judge,
  listSecrets,
  settleEarlier,
  tellUnknown,
  type DeployOutcome,
  type DeployRequest,
  type Takes,
} from "./deploy-site.ts";
import { downloadSite, type Connection } from "./download-site.ts";
import { findStillOpen } from "./find-still-open.ts";
import { isDeployable, planDeployment } from "./plan-deployment.ts";
import { readSiteRecords } from "./read-site-records.ts";
import { findTouched, rollbackStates, type Surprise } from "./rollback-states.ts";
import { recordKey, type SiteRecords } from "./site-records.ts";
import { stagePlan } from "./stage-plan.ts";
import type { DeploymentRecord } from "./store/deployment-record.ts";
import type { DeploymentFolder, Store } from "./store/store.ts";

export interface RollBackRequest
  extends Takes, Pick<DeployRequest, "target" | "pac" | "store" | "log" | "signal" | "now" | "isDryRun" | "approve"> {
  /** undefined: the last deployment that is not rolled back yet. */
  readonly id: string | undefined;
}

/**
 * Takes a deployment back: what it changed gets the values of before, what it added is closed and deleted, and everything is read back. What others have changed since stays.
 * @throws UserError `deployment-unknown`, exit code 2; `rollback-nothing`, `rollback-new-site`, exit code 1; what the steps of a deployment throw
 */
export async function rollBack(request: RollBackRequest): Promise<DeployOutcome> {
  const { store, now, isDryRun } = request;
  const lock = await store.lock("rollback", now());
  try {
    await settleEarlier(store, { log: request.log, stale: lock.stale });
    const record = await choose(store, request.id);
    const folder = await store.begin(now());
    let isKept = false;
    try {
      const outcome = await rollBackInto(folder, record, request);
      isKept = outcome.id !== undefined && !isDryRun;
      return outcome;
    } finally {
      if (!isKept) await store.removeLeftovers();
    }
  } finally {
    await lock.release();
  }
}

async function choose(store: Store, id: string | undefined): Promise<DeploymentRecord> {
  const all = await store.listDeployments();
  if (id !== undefined) {
    const found = all.find((record) => record.id === id);
    if (found === undefined) throw cannotRead(id);
    return found;
  }
  const taken = new Set(all.flatMap(({ kind, of, state }) => (kind === "rollback" && state === "done" ? (of ?? []) : [])));
  const last = all.findLast((record) => record.kind === "deploy" && !taken.has(record.id));
  if (last !== undefined) return last;
  throw new UserError("rollback-nothing", "there is no deployment here that could be rolled back", {
    exitCode: 1,
    hint: "Deployments are remembered where they were made: name that place with --store or PORTAL_KIT_STORE.",
  });
}

async function rollBackInto(folder: DeploymentFolder, record: DeploymentRecord, request: RollBackRequest): Promise<DeployOutcome> {
  const { target, pac, log, signal, now, store, isDryRun } = request;
  if (record.before === undefined) {
    throw new UserError("rollback-new-site", `deployment ${record.id} made the website: there is nothing to go back to`, {
      exitCode: 1,
      hint: "Delete the website in the Power Pages home of that environment, if it is to go.",
    });
  }
  const of = store.open(record);
  const before = await of.openSnapshot("before", record.before);
  const after = record.after === undefined ? undefined : await of.openSnapshot(record.afterIn ?? "after", record.after);
  const work = (await of.readWork(record.planSha256)) as DeploymentWork; // what carryOut wrote, as its checksum says
  log.ok("snapshot", `${record.kind} ${record.id} of ${record.startedAt}: the site of before is whole`);
  const connection: Connection = { pac, target, site: { kind: record.site.kind, model: record.site.model }, signal, log, now };
  await assertTarget({ site: record.site, target, pac, mayCreate: false, signal });
  log.progress(`Downloading the site from ${target.label} …`);
  const remote = await downloadSite(connection, folder, "before");
  log.ok("download", `${count(remote.records.records.size, "record")} as they are now`);
  tellUnknown(remote, log);
  const secrets = await listSecrets(store);

  const beforeRecords = await readSiteRecords(before.siteFolder);
  const expected = expectAll(work, beforeRecords);
  const { surprises, closings } = await readEarlier(store, { record, work, before: beforeRecords, expected, remote: remote.records });
  const { taken, undecided, takeLocal, takeRemote } = decide(surprises, request);
  const states = rollbackStates({
    before: beforeRecords,
    expected,
    after: after === undefined ? undefined : await readSiteRecords(after.siteFolder),
    remote: remote.records,
    alsoBack: taken,
  });
  const planned = planDeployment({
    base: withClosings(states.base, closings, remote.records),
    local: states.local,
    remote: remote.records,
    take: request.take,
    takeLocal,
    takeRemote,
  });
  const plan: DeploymentPlan = {
    ...planned,
    closings: [...planned.closings, ...closeBlanks(planned, remote.records)],
    conflicts: [...planned.conflicts, ...undecided.flatMap((surprise) => toConflicts(surprise, remote.records))],
  };
  const said = `${count(plan.changes.length, "record")} to put back, ${plan.closings.length} to close, ${plan.residue.filter(({ kind }) => kind === "deletion").length} to delete`;
  if (isDeployable(plan)) log.ok("plan", said);
  else log.failed("plan", `${said}; ${count(plan.conflicts.length, "conflict")}: changed since by somebody, or by the upload itself`);
  const staged = isDeployable(plan) ? await stagePlan({ folder, plan, remote, localFolder: before.siteFolder }) : undefined;
  await request.approve({ plan, secrets, remote, staged, withDeletions: true });
  signal?.throwIfAborted();
  const nothing = { id: undefined, plan, secrets, differences: [], stillOpen: [] };
  if (!isDeployable(plan)) return { ...nothing, state: "conflicts" };
  if (isDryRun) return { ...nothing, state: "dry-run" };
  const wanted = await readSite(before.siteFolder);
  if (plan.changes.length + plan.closings.length + plan.residue.filter(({ kind }) => kind === "deletion").length === 0) {
    const stillOpen = await findStillOpen({ plan, afterFolder: remote.snapshot.siteFolder, wanted });
    log.ok("upload", "nothing to put back");
    return { ...nothing, stillOpen, state: stillOpen.length > 0 ? "open" : "nothing" };
  }
  const carried = await carryOut({
    connection,
    folder,
    plan,
    remote,
    staged,
    withDeletions: true,
    command: { kind: "rollback", of: record.id },
    site: record.site,
  });
  return remember(carried, async () => {
    const stillOpen =
      carried.after === undefined ? [] : await findStillOpen({ plan, afterFolder: carried.after.snapshot.siteFolder, wanted });
    if (stillOpen.length > 0) log.failed("closed", `still open in ${target.label}: ${stillOpen.map(describeOpening).join("; ")}`);
    const base = await store.readBase();
    if (carried.after !== undefined && base !== undefined) {
      const differences = compareRecords({ expected: carried.expected, actual: carried.after.records });
      await store.writeBase(returnBase({ base, touched: states.touched, after: carried.after.records, differences }));
    }
    const done = await carried.finish(judge(carried, stillOpen.length > 0));
    return { id: done.id, state: done.state, plan, secrets, differences: carried.differences, stillOpen };
  });
}

/** The environment as the deployment was to leave it. */
function expectAll({ plan, deletions }: DeploymentWork, before: SiteRecords): SiteRecords {
  const uploaded = expectAfterUpload(plan, before, { closings: true });
  return deletions ? expectAfterDeletions(plan, uploaded) : uploaded;
}

interface ReadEarlierOptions {
  readonly record: DeploymentRecord;
  readonly work: DeploymentWork;
  readonly before: SiteRecords;
  readonly expected: SiteRecords;
  readonly remote: SiteRecords;
}

/** What the read-back of the deployment found, and those of rollbacks of it that were tried before; and what these have closed. */
async function readEarlier(
  store: Store,
  { record, work, before, expected, remote }: ReadEarlierOptions,
): Promise<{ readonly surprises: readonly Surprise[]; readonly closings: readonly Closing[] }> {
  const closings: Closing[] = [];
  const touched = new Map(findTouched(before, expected));
  const found = new Map(findSurprises(work, { before, remote }).map((surprise) => [surprise.id, surprise]));
  for (const earlier of await store.listDeployments()) {
    if (earlier.kind !== "rollback" || earlier.of !== record.id || earlier.before === undefined) continue;
    const of = store.open(earlier);
    const earlierWork = (await of.readWork(earlier.planSha256)) as DeploymentWork; // what carryOut wrote, as its checksum says
    closings.push(...earlierWork.plan.closings);
    if (earlierWork.differences.length === 0) continue;
    const was = await readSiteRecords((await of.openSnapshot("before", earlier.before)).siteFolder);
    for (const surprise of findSurprises(earlierWork, { before: was, remote })) found.set(surprise.id, found.get(surprise.id) ?? surprise);
  }
  // What the deployment itself changed goes back anyway.
  const surprises = [...found.values()].flatMap((surprise): Surprise[] => {
    if (!touched.has(surprise.id)) return [surprise];
    const own = touched.get(surprise.id);
    const keys = own === undefined || surprise.keys === undefined ? [] : [...surprise.keys].filter((key) => !own.has(key));
    return keys.length === 0 ? [] : [{ ...surprise, keys: new Set(keys) }];
  });
  return { surprises, closings };
}

function findSurprises(
  work: DeploymentWork,
  { before, remote }: { readonly before: SiteRecords; readonly remote: SiteRecords },
): Surprise[] {
  return work.differences.flatMap(([id, keys]): Surprise[] => {
    const was = before.records.get(id);
    const now = remote.records.get(id);
    // What is new there is somebody's.
    if (was === undefined) return [];
    if (keys === null || now === undefined) return now === undefined ? [{ id, keys: undefined, was }] : [];
    const differing = keys.filter((key) => !isSameValue(key, was.values[key], now.values[key]));
    return differing.length === 0 ? [] : [{ id, keys: new Set(differing), was }];
  });
}

interface Decided {
  readonly taken: readonly Surprise[];
  readonly undecided: readonly Surprise[];
  /** What was said of other records. */
  readonly takeLocal: readonly string[];
  readonly takeRemote: readonly string[];
}

/** Whether they go back too is for a person to say: nobody can tell the upload's doing from somebody's. */
function decide(surprises: readonly Surprise[], { take, takeLocal = [], takeRemote = [] }: Takes): Decided {
  const names = ({ id, was }: Surprise): string[] => [id, was.id, was.path, `${was.table}/${was.name}`, ...Object.values(was.files)];
  const isNamed = (surprise: Surprise, places: readonly string[]): boolean => names(surprise).some((name) => places.includes(name));
  const taken = surprises.filter((surprise) => isNamed(surprise, takeLocal) || (take === "local" && !isNamed(surprise, takeRemote)));
  const undecided = surprises.filter((surprise) => !taken.includes(surprise) && take === undefined && !isNamed(surprise, takeRemote));
  const used = new Set(surprises.flatMap(names));
  const others = (places: readonly string[]): string[] => places.filter((place) => !used.has(place));
  return { taken, undecided, takeLocal: others(takeLocal), takeRemote: others(takeRemote) };
}

function toConflicts({ id, keys, was }: Surprise, remote: SiteRecords): Conflict[] {
  const now = remote.records.get(id);
  const one = (key: string | undefined): Conflict => ({
    reason: "unknown",
    record: was,
    key,
    base: undefined,
    local: key === undefined ? undefined : was.values[key],
    remote: key === undefined ? undefined : now?.values[key],
  });
  return keys === undefined ? [one(undefined)] : [...keys].map(one);
}

/** Emptiness is not uploaded: what was empty before and opens something now gets the value that closes it. */
function closeBlanks({ residue, closings }: DeploymentPlan, remote: SiteRecords): Closing[] {
  const known = new Set(closings.map(({ record }) => recordKey(record)));
  return residue.flatMap(({ kind, record, key, wanted }): Closing[] => {
    if (kind !== "blank" || key === undefined || !isBlank(wanted) || known.has(recordKey(record))) return [];
    const closing = closeRecord(record, remote);
    return closing === undefined || !Object.hasOwn(closing.values, key) ? [] : [closing];
  });
}
