import type { Site } from "../../site/site.ts";
import type { Pac } from "../pac/pac.ts";
import { assertTarget } from "./assert-target.ts";
import { assumeBase } from "./assume-base.ts";
import { compareRecords, type RecordDifference } from "./compare-records.ts";
import type { DeploymentPlan } from "./deployment-plan.ts";
import { count } from "./carry-out.ts";
import { listSecrets, tellUnknown } from "./deploy-site.ts";
import { downloadSite, type Connection } from "./download-site.ts";
import type { Target } from "./find-target.ts";
import { planDeployment } from "./plan-deployment.ts";
import { readWanted, withWebsiteId } from "./read-wanted.ts";
import type { StepLog } from "./steps.ts";
import type { Store } from "./store/store.ts";

export interface DriftRequest {
  readonly folder: string;
  readonly site: Site;
  readonly target: Target;
  readonly pac: Pac;
  readonly store: Store;
  readonly log: StepLog;
  readonly signal: AbortSignal | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Shows them while the download is still there. */
  show(drift: Drift): void;
}

export interface Drift {
  /** Who changed what since the last deployment from here. */
  readonly plan: DeploymentPlan;
  readonly differences: readonly RecordDifference[];
  /** false: nothing was ever deployed from here, so nobody knows who changed what. */
  readonly isBaseKnown: boolean;
  readonly secrets: ReadonlySet<string>;
}

/** Compares an environment with the folder. Changes neither. */
export async function findDrift(request: DriftRequest): Promise<Drift> {
  const { folder, site, target, pac, store, log, signal, env, now } = request;
  const connection: Connection = { pac, target, site: { kind: site.kind, model: site.model }, signal, log, now };
  const running = await store.findRunning();
  if (running !== undefined) {
    log.ok(
      "earlier",
      `\`portal-kit ${running.command}\` (process ${running.pid} of ${running.host}) is deploying: what is compared may be half of it`,
    );
  }
  const wanted = await readWanted(site.folder, { target, websiteId: site.website.id, env });
  const found = await assertTarget({ site, target, pac, mayCreate: false, signal });
  log.ok("environment", `${found?.name ?? target.websiteId} in ${target.label}`);
  const temporary = await store.beginComparison(now());
  try {
    log.progress(`Downloading the site from ${target.label} …`);
    const remote = await downloadSite(connection, temporary, "before");
    log.ok("download", `${count(remote.records.records.size, "record")} as they are now`);
    tellUnknown(remote, log);
    const base = await store.readBase();
    const plan = planDeployment({
      base: base ?? withWebsiteId(await assumeBase(folder, site.kind), site.website.id, target.websiteId),
      remote: remote.records,
      local: wanted.records,
      baseIsAssumed: base === undefined,
    });
    const differences = compareRecords({ expected: wanted.records, actual: remote.records });
    const drift = {
      plan,
      differences,
      isBaseKnown: base !== undefined,
      secrets: new Set([...wanted.secrets, ...(await listSecrets(store))]),
    };
    if (differences.length === 0) log.ok("compare", "folder and environment are the same");
    else log.failed("compare", `${count(differences.length, "record")} differ${differences.length === 1 ? "s" : ""}`);
    request.show(drift);
    return drift;
  } finally {
    await temporary.remove();
  }
}
