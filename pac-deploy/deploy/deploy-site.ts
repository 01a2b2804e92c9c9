import { UserError } from "../../contract/user-error.ts";
import type { Site } from "../../site/site.ts";
import type { Pac } from "../pac/pac.ts";
import type { Opening } from "../plan/plan.ts";
import { advanceBase, withClosings } from "./advance-base.ts";
import { assertTarget } from "./assert-target.ts";
import { assumeBase } from "./assume-base.ts";
import { carryOut, count, remember, type CarriedOut, type DeploymentWork } from "./carry-out.ts";
import { compareRecords, type RecordDifference } from "./compare-records.ts";
import type { Closing, Conflict, DeploymentPlan } from "./deployment-plan.ts";
import { downloadSite, type Connection, type Downloaded } from "./download-site.ts";
import { findStillOpen } from "./find-still-open.ts";
import type { Target } from "./find-target.ts";
import { isDeployable, planDeployment, type DeploymentStates } from "./plan-deployment.ts";
import { stagePlan } from "./stage-plan.ts";
import { readWanted, withWebsiteId, type Wanted } from "./read-wanted.ts";
import type { SiteRecords } from "./site-records.ts";
import type { StepLog } from "./steps.ts";
import type { DeploymentState } from "./store/deployment-record.ts";
import type { DeploymentFolder, Store } from "./store/store.ts";

/** What a person decided about values that both sides have changed. */
export interface Takes {
  readonly take?: "local" | "remote" | undefined;
  readonly takeLocal?: readonly string[];
  readonly takeRemote?: readonly string[];
}

export interface DeployRequest extends Takes {
  /** The folder a person has named: for a code site the application's. */
  readonly folder: string;
  readonly site: Site;
  readonly target: Target;
  readonly pac: Pac;
  readonly store: Store;
  readonly log: StepLog;
  readonly signal: AbortSignal | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Deletes in the environment what is gone from the folder, the documented way. */
  readonly withDeletions: boolean;
  readonly mayCreate: boolean;
  readonly isDryRun: boolean;
  /** Shows what is planned and asks; an error of its own: no. */
  approve(view: PlanView): Promise<void>;
}

/** A plan as it is put before a person. */
export interface PlanView {
  readonly plan: DeploymentPlan;
  /** `<record key>/<key>` of values that are not to be shown. */
  readonly secrets: ReadonlySet<string>;
  /** undefined: the website is to be made. */
  readonly remote: Downloaded | undefined;
  /** The copy to be uploaded; undefined: nothing is, or not before each conflict is decided. */
  readonly staged: string | undefined;
  readonly withDeletions: boolean;
}

export interface DeployOutcome {
  /** undefined: nothing was uploaded. */
  readonly id: string | undefined;
  readonly state: DeploymentState | "nothing" | "conflicts" | "dry-run";
  readonly plan: DeploymentPlan;
  readonly secrets: ReadonlySet<string>;
  readonly differences: readonly RecordDifference[];
  readonly stillOpen: readonly Opening[];
}

/**
 * Brings a site folder into its environment: fresh download → three-way plan → upload from a copy → read back → record. The folder itself is never written.
 * @throws UserError what each step refuses; nothing was uploaded then, or the record says that something may have been
 */
export async function deploySite(request: DeployRequest): Promise<DeployOutcome> {
  const { store, now, isDryRun } = request;
  const lock = await store.lock("deploy", now());
  try {
    await settleEarlier(store, { log: request.log, stale: lock.stale });
    const folder = await store.begin(now());
    let isKept = false;
    try {
      const outcome = await deployInto(folder, request);
      isKept = outcome.id !== undefined && !isDryRun;
      return outcome;
    } finally {
      // Without a record nothing was uploaded, and a download alone is of no use.
      if (!isKept) await store.removeLeftovers();
    }
  } finally {
    await lock.release();
  }
}

async function deployInto(folder: DeploymentFolder, request: DeployRequest): Promise<DeployOutcome> {
  const { site, target, pac, log, signal, now, store, mayCreate, withDeletions, isDryRun } = request;
  const connection: Connection = { pac, target, site: { kind: site.kind, model: site.model }, signal, log, now };
  const wanted = await readWanted(site.folder, { target, websiteId: site.website.id, env: request.env });
  const found = await assertTarget({ site, target, pac, mayCreate, signal });
  log.ok(
    "environment",
    found === undefined ? `${target.label} does not have ${site.website.name} yet: it is made` : `${found.name} in ${target.label}`,
  );
  const remote = found === undefined ? undefined : await download(connection, folder);
  const base = await store.readBase();
  const known = base ?? withWebsiteId(await assumeBase(request.folder, site.kind), site.website.id, target.websiteId);
  const states: DeploymentStates = {
    base:
      found === undefined || remote === undefined ? { records: new Map() } : withClosings(known, await listClosings(store), remote.records),
    remote: remote?.records ?? { records: new Map() },
    local: wanted.records,
    baseIsAssumed: base === undefined && remote !== undefined,
    createSite: found === undefined,
  };
  const plan = planDeployment({ ...states, take: request.take, takeLocal: request.takeLocal ?? [], takeRemote: request.takeRemote ?? [] });
  tellPlan(log, plan, base !== undefined);
  const secrets = new Set([...wanted.secrets, ...(await listSecrets(store))]);
  const nothing = { id: undefined, plan, secrets, differences: [], stillOpen: [] };
  const before = { records: states.remote, snapshot: remote?.snapshot };
  const stage = (): Promise<string | undefined> =>
    stagePlan({ folder, plan, remote: before, localFolder: request.folder, overridden: wanted.overridden });
  const staged = isDeployable(plan)
    ? await stageUnchanged(stage, () => readWanted(site.folder, { target, websiteId: site.website.id, env: request.env }), wanted)
    : undefined;
  await request.approve({ plan, secrets, remote, staged, withDeletions });
  signal?.throwIfAborted();
  if (!isDeployable(plan)) return { ...nothing, state: "conflicts" };
  const deletions = plan.residue.filter(({ kind }) => kind === "deletion").length;
  if (isDryRun) return { ...nothing, state: "dry-run" };
  const left = findLeft(states, plan);
  const isWork = plan.changes.length + plan.closings.length > 0 || (withDeletions && deletions > 0);
  if (!isWork && remote !== undefined) {
    const stillOpen = await findStillOpen({ plan, afterFolder: remote.snapshot.siteFolder, wanted: site });
    await store.writeBase(nextBase({ states, wanted, after: remote.records, plan, left }));
    log.ok("upload", "nothing to upload");
    return { ...nothing, stillOpen, state: stillOpen.length > 0 ? "open" : "nothing" };
  }
  const carried = await carryOut({
    connection,
    folder,
    plan,
    remote: before,
    staged,
    withDeletions,
    command: { kind: "deploy" },
    site: { name: site.website.name, kind: site.kind, model: site.model },
    secrets: wanted.secrets,
  });
  const { after, differences } = carried;
  return remember(carried, async () => {
    if (after !== undefined) await store.writeBase(nextBase({ states, wanted, after: after.records, plan, left }));
    const stillOpen = after === undefined ? [] : await findStillOpen({ plan, afterFolder: after.snapshot.siteFolder, wanted: site });
    if (stillOpen.length > 0) log.failed("closed", `still open in ${target.label}: ${stillOpen.map(describeOpening).join("; ")}`);
    const record = await carried.finish(judge(carried, stillOpen.length > 0));
    return { id: record.id, state: record.state, plan, secrets, differences, stillOpen };
  });
}

/**
 * The folder is read several times until the copy stands; whoever saves a file meanwhile would get half of it deployed, or a base that is not what was planned from.
 * @throws UserError `folder-changed`, exit code 1
 */
async function stageUnchanged<Staged>(stage: () => Promise<Staged>, readAgain: () => Promise<Wanted>, wanted: Wanted): Promise<Staged> {
  let staged: Staged | undefined;
  let fault: unknown;
  try {
    staged = await stage();
  } catch (error) {
    fault = error;
  }
  const [difference] = compareRecords({ expected: wanted.records, actual: (await readAgain()).records });
  if (difference !== undefined) {
    throw new UserError("folder-changed", "the site folder was changed while it was being read, and nothing was uploaded", {
      exitCode: 1,
      place: { path: difference.record.path, line: difference.record.line },
      hint: "Run the command again when nothing writes there.",
      cause: fault,
    });
  }
  if (staged === undefined && fault !== undefined) throw fault;
  return staged as Staged; // it threw, or gave this
}

/** Values that any deployment from here took from its process's environment. */
export async function listSecrets(store: Store): Promise<ReadonlySet<string>> {
  return new Set((await store.listDeployments()).flatMap(({ secrets }) => secrets ?? []));
}

/** Closing values of deployments after which the base did not advance. */
async function listClosings(store: Store): Promise<Closing[]> {
  const closings: Closing[] = [];
  for (const record of await store.listDeployments()) {
    if (record.state === "done" || record.state === "open") continue;
    const work = (await store.open(record).readWork(record.planSha256)) as DeploymentWork; // what carryOut wrote, as its checksum says
    closings.push(...work.plan.closings);
  }
  return closings;
}

async function download(connection: Connection, folder: DeploymentFolder): Promise<Downloaded> {
  const { log, target } = connection;
  log.progress(`Downloading the site from ${target.label} …`);
  const remote = await downloadSite(connection, folder, "before");
  log.ok("download", `${count(remote.records.records.size, "record")} as they are now`);
  tellUnknown(remote, log);
  return remote;
}

export function tellUnknown({ records: { unknownFolders = [] } }: Downloaded, log: StepLog): void {
  if (unknownFolders.length > 0)
    log.ok("not compared", `${unknownFolders.join(", ")}: records of a kind that this version does not know; they stay as they are`);
}

function tellPlan(log: StepLog, plan: DeploymentPlan, isBaseKnown: boolean): void {
  const base = isBaseKnown ? "" : "; the first deployment from here, so what differs may have been changed on either side";
  const said = `${count(plan.changes.length, "record")} to upload, ${plan.others.length} changed by others, ${plan.residue.length} that an upload cannot do${base}`;
  if (isDeployable(plan)) log.ok("plan", said);
  else log.failed("plan", `${said}; ${count(plan.conflicts.length, "conflict")}: nothing is uploaded until each is decided`);
}

/** Conflicts that were decided for the environment: on them the folder counts as unchanged from now on, so that they come up again only when it changes. */
function findLeft(states: DeploymentStates, plan: DeploymentPlan): Pick<Conflict, "record" | "key">[] {
  const ours = new Set([...plan.changes, ...plan.residue, ...plan.closings].map(({ record }) => record.id));
  const changed = new Set(plan.changes.flatMap(({ record, values }) => values.map(({ key }) => `${record.id}/${key}`)));
  return planDeployment(states).conflicts.filter(({ record, key }) =>
    key === undefined ? !ours.has(record.id) : !changed.has(`${record.id}/${key}`),
  );
}

interface NextBaseOptions {
  readonly states: DeploymentStates;
  readonly wanted: Wanted;
  readonly after: SiteRecords;
  readonly plan: DeploymentPlan;
  readonly left: readonly Pick<Conflict, "record" | "key">[];
}

const nextBase = ({ states, wanted, after, plan, left }: NextBaseOptions): SiteRecords =>
  advanceBase({
    base: states.base,
    local: wanted.records,
    after,
    differences: compareRecords({ expected: wanted.records, actual: after }),
    plan,
    left,
  });

export function judge({ after, differences }: Pick<CarriedOut, "after" | "differences">, isOpen: boolean): DeploymentState {
  if (after === undefined) return "unread";
  if (differences.length > 0) return "different";
  return isOpen ? "open" : "done";
}

/** Deployments that were cut off: nothing is lost, since every plan begins with a fresh download and the base is older than they are. */
export async function settleEarlier(
  store: Store,
  { log, stale }: { readonly log: StepLog; readonly stale: Awaited<ReturnType<Store["lock"]>>["stale"] },
): Promise<void> {
  if (stale !== undefined) {
    const who =
      stale === "unreadable" ? "" : ` (\`portal-kit ${stale.command}\`, process ${stale.pid} of ${stale.host}, since ${stale.startedAt})`;
    log.ok("earlier", `a deployment${who} ended without giving its lock back; it is taken over`);
  }
  for (const record of await store.listDeployments()) {
    if (record.state !== "running") continue;
    await store.open(record).write({ ...record, state: "unread" });
    log.ok(
      "earlier",
      `${record.kind} ${record.id} was cut off: what it uploaded is not known, and is seen in the fresh download; \`portal-kit rollback ${record.of ?? record.id}\` ${record.kind === "rollback" ? "goes on with it" : "takes it back"}`,
    );
  }
  await store.removeLeftovers();
}

export const describeOpening = ({ table, columns, rights, role, rows }: Opening): string =>
  `${role} may ${rights.join(", ") || "act on"} ${rows === "own" ? "the own row of " : ""}${table}${columns.length === 0 ? "" : ` (${columns.join(", ")})`}`;

export const cannotRead = (id: string): UserError =>
  new UserError("deployment-unknown", `there is no deployment ${id} of this website in this environment`, {
    exitCode: 2,
    hint: "`portal-kit rollback --list` shows those that this store remembers.",
  });
