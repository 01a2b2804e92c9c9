import { basename } from "node:path";
import { kitVersion } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import type { Site } from "../../site/site.ts";
import { findSiteFolder } from "../../site/find-site-folder.ts";
import type { PacOutcome } from "../pac/pac.ts";
import { expectAfterDeletions, expectAfterUpload } from "./apply-deployment.ts";
import { compareRecords, type RecordDifference } from "./compare-records.ts";
import type { DeploymentPlan } from "./deployment-plan.ts";
import { describeOutcome, downloadSite, type Connection, type Downloaded } from "./download-site.ts";
import { lookAgain } from "./look-again.ts";
import { readBuild, withoutBuilt } from "./read-build.ts";
import { recordKey, type SiteRecords } from "./site-records.ts";
import { stageDeletions } from "./stage-deletions.ts";
import type { DeploymentRecord, DeploymentState } from "./store/deployment-record.ts";
import type { DeploymentFolder } from "./store/store.ts";

export interface CarryOutOptions {
  readonly connection: Connection;
  readonly folder: DeploymentFolder;
  readonly plan: DeploymentPlan;
  /** The environment before; its snapshot is undefined where the site is made. */
  readonly remote: { readonly records: SiteRecords; readonly snapshot: Downloaded["snapshot"] | undefined };
  /** The copy to be uploaded, of stagePlan; undefined: nothing is. */
  readonly staged: string | undefined;
  /** Whether records that are to go are deleted once everything else was read back. */
  readonly withDeletions: boolean;
  readonly command: Pick<DeploymentRecord, "kind" | "of">;
  readonly site: Pick<Site, "kind" | "model"> & { readonly name: string };
  /** `<record key>/<key>` of values that are not to be shown, now or later. */
  readonly secrets?: ReadonlySet<string>;
}

export interface CarriedOut {
  readonly record: DeploymentRecord;
  /** As last read back; undefined: it never was. */
  readonly after: Downloaded | undefined;
  /** What was read back and not expected. */
  readonly differences: readonly RecordDifference[];
  /** What was to be there in the end, had everything arrived. */
  readonly expected: SiteRecords;
  /** Finishes the record, e.g. once it is known what is still open. */
  finish(state: DeploymentState): Promise<DeploymentRecord>;
}

/** What is kept beside a deployment's record: it holds values of the site. */
export interface DeploymentWork {
  readonly plan: DeploymentPlan;
  /** Whether what is to go was deleted, as far as is known: of a deployment that was cut off, whether it was to be. */
  readonly deletions: boolean;
  /** What the read-back found and nobody had planned: record keys with the keys of values, null for the whole record. */
  readonly differences: readonly (readonly [record: string, keys: readonly string[] | null])[];
}

/** Uploads a plan from a copy of the fresh download, reads the environment back and compares; then deletes, and reads back again. Whatever pac says, the read-back decides. */
export async function carryOut(options: CarryOutOptions): Promise<CarriedOut> {
  const { connection, folder, plan, remote, staged, withDeletions } = options;
  const { log, signal } = connection;
  const deletes = withDeletions && plan.residue.some(({ kind }) => kind === "deletion");
  const created = new Set(plan.changes.filter(({ kind }) => kind === "create").map((change) => recordKey(change.record)));
  let after: Downloaded | undefined;
  let isDeleting = false;
  let differences: readonly RecordDifference[] = [];
  let expected = expectAfterUpload(plan, remote.records, { closings: true });
  const uploads = plan.changes.length + plan.closings.length;
  await lookAgain(connection, folder, remote);
  // From here on something may have been uploaded, whatever becomes of this process.
  let record = await begin(options, deletes);
  const finish = async (state: DeploymentState): Promise<DeploymentRecord> => {
    await folder.removeStaging();
    const work: DeploymentWork = {
      plan,
      deletions: isDeleting,
      differences: differences.map((difference) => [
        recordKey(difference.record),
        difference.kind === "differs" ? difference.values.map(({ key }) => key) : null,
      ]),
    };
    record = {
      ...record,
      state,
      endedAt: connection.now().toISOString(),
      planSha256: await folder.writeWork(work),
      ...describeAfter(after),
      steps: [...log.steps],
    };
    await folder.write(record);
    return record;
  };
  const result = (): CarriedOut => ({ record, after, differences, expected, finish });
  const readBack = async (name: "closed" | "after", what: string): Promise<boolean> => {
    log.progress(`Reading ${connection.target.label} back …`);
    const found = await tryReadBack(connection, folder, name);
    if (found instanceof Error) {
      log.failed("read back", `${what} not read back: ${found.message}`);
      return false;
    }
    after = found;
    const build = staged === undefined ? undefined : await readBuild(await findSiteFolder(staged));
    differences = withoutBuilt(compareRecords({ expected, actual: found.records, created }), build);
    if (differences.length === 0) log.ok("read back", `${what} as expected, record by record`);
    else log.failed("read back", `${what} not as expected in ${count(differences.length, "record")}`);
    return true;
  };
  try {
    if (staged !== undefined) {
      await upload(connection, staged, count(uploads, "record"));
      if (!(await readBack(deletes ? "closed" : "after", "the upload was"))) return result();
    } else if (deletes && remote.snapshot !== undefined) {
      after = { snapshot: remote.snapshot, records: remote.records };
    }
    if (deletes && after !== undefined) {
      if (differences.length > 0) {
        log.failed("delete", "nothing was deleted: first what was uploaded has to be there as expected");
        return result();
      }
      const { folder: stagedDeletions } = await stageDeletions(plan, {
        remoteFolder: after.snapshot.siteFolder,
        // A code site's application.
        ...(staged === undefined ? {} : { localFolder: staged }),
        stagingFolder: await folder.fresh("deletions"),
      });
      expected = expectAfterDeletions(plan, after.records);
      signal?.throwIfAborted();
      isDeleting = true;
      await upload(
        connection,
        stagedDeletions,
        `deletion of ${count(plan.residue.filter(({ kind }) => kind === "deletion").length, "record")}`,
      );
      after = undefined;
      await readBack("after", "the deletion was");
    }
    return result();
  } catch (error) {
    // The record says what is known: begun, and not read back.
    log.failed("stopped", signal?.aborted === true ? "stopped by a signal" : error instanceof Error ? error.message : String(error));
    await remember({ record }, () => finish("unread"));
    throw error;
  }
}

/** Where nothing but deletions was to be done, it is the snapshot of before until they are. */
function describeAfter(after: Downloaded | undefined): Pick<DeploymentRecord, "after" | "afterIn"> {
  const name = after === undefined ? "" : basename(after.snapshot.folder);
  return after !== undefined && (name === "closed" || name === "after") ? { after: after.snapshot.sha256, afterIn: name } : {};
}

/**
 * What follows an upload, with the disk full or another fault in its way: a person hears that something was uploaded, and how to go back.
 * @throws UserError `deployment-not-remembered`, exit code 3
 */
export async function remember<Result>({ record }: Pick<CarriedOut, "record">, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    throw new UserError(
      "deployment-not-remembered",
      `${record.kind} ${record.id} was uploaded, and what became of it could not be written down: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        exitCode: 3,
        hint: `Mend that. Then \`portal-kit drift\` shows what is there, and \`portal-kit rollback ${record.of ?? record.id}\` ${record.kind === "rollback" ? "goes on with it" : "takes it back"}.`,
        cause,
      },
    );
  }
}

async function begin(
  { connection, folder, plan, remote, command, site, secrets }: CarryOutOptions,
  deletes: boolean,
): Promise<DeploymentRecord> {
  const { target, pac, now, log } = connection;
  const work: DeploymentWork = { plan, deletions: deletes, differences: [] };
  const record: DeploymentRecord = {
    id: folder.id,
    ...command,
    state: "running",
    startedAt: now().toISOString(),
    environment: target.environment,
    websiteId: target.websiteId,
    site,
    pacVersion: pac.version,
    kitVersion,
    ...(target.profile === undefined ? {} : { profile: target.profile }),
    ...(secrets === undefined || secrets.size === 0 ? {} : { secrets: [...secrets] }),
    planSha256: await folder.writeWork(work),
    ...(remote.snapshot === undefined ? {} : { before: remote.snapshot.sha256 }),
    steps: [...log.steps],
    residue: plan.residue.map((residue) => ({
      kind: residue.kind,
      record: recordKey(residue.record),
      name: residue.record.name,
      ...(residue.key === undefined ? {} : { key: residue.key }),
    })),
  };
  await folder.write(record);
  return record;
}

async function upload(connection: Connection, folder: string, what: string): Promise<void> {
  const { pac, target, site, signal, log } = connection;
  log.progress(`Uploading ${what} to ${target.label} …`);
  let outcome: PacOutcome;
  try {
    outcome = await pac.upload({
      environment: target.environment,
      folder,
      ...site,
      ...(signal === undefined ? {} : { signal }),
      onLine: (line) => log.progress(`pac: ${line}`),
    });
  } catch (error) {
    if (signal?.aborted === true || !(error instanceof Error)) throw error;
    // A time limit, a crash: something may have arrived all the same.
    log.failed("upload", `${what}: ${error.message}; the read-back decides`);
    return;
  }
  signal?.throwIfAborted();
  if (outcome.ok) log.ok("upload", what);
  else log.failed("upload", `${what}: ${describeOutcome(outcome)}; the read-back decides`);
}

/** Twice, since a service that throttles an upload may throttle what follows it. */
async function tryReadBack(connection: Connection, folder: DeploymentFolder, name: "closed" | "after"): Promise<Downloaded | Error> {
  for (const isLast of [false, true]) {
    try {
      return await downloadSite(connection, folder, name);
    } catch (error) {
      if (connection.signal?.aborted === true || !(error instanceof Error)) throw error;
      if (isLast) return error;
      connection.log.progress(`${error.message}; once more …`);
    }
  }
  throw new Error("a list of two ended early");
}

export const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? "" : "s"}`;
