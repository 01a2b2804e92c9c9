import { UserError } from "../../contract/user-error.ts";
import type { Site } from "../../site/site.ts";
import type { Pac, PacOutcome } from "../pac/pac.ts";
import { printable } from "../printable.ts";
import type { Target } from "./find-target.ts";
import { readSiteRecords } from "./read-site-records.ts";
import { recordKey, type SiteRecords } from "./site-records.ts";
import type { StepLog } from "./steps.ts";
import type { Snapshot } from "./store/snapshot.ts";
import type { DeploymentFolder, SnapshotName } from "./store/store.ts";

/** What every step that talks to the environment needs. */
export interface Connection {
  readonly pac: Pac;
  readonly target: Target;
  readonly site: Pick<Site, "kind" | "model">;
  readonly signal: AbortSignal | undefined;
  readonly log: StepLog;
  readonly now: () => Date;
}

export interface Downloaded {
  readonly snapshot: Snapshot;
  readonly records: SiteRecords;
}

/**
 * Downloads the site as it is now, and keeps the download as a snapshot.
 * @throws UserError `download-failed`, exit code 3; `download-wrong-site`, `download-unreadable`, exit code 1; what pac's adapter throws
 */
export async function downloadSite(connection: Connection, folder: DeploymentFolder, name: SnapshotName): Promise<Downloaded> {
  const { pac, target, site, signal, log, now } = connection;
  const download = async (into: string): Promise<string> => {
    const outcome = await pac.download({
      environment: target.environment,
      websiteId: target.websiteId,
      ...site,
      into,
      ...(signal === undefined ? {} : { signal }),
      onLine: (line) => log.progress(`pac: ${line}`),
    });
    signal?.throwIfAborted();
    if (!outcome.ok) {
      throw new UserError("download-failed", `the site could not be downloaded from ${target.label}: ${describeOutcome(outcome)}`, {
        exitCode: 3,
        hint: outcome.faults[0]?.hint ?? "See what pac says: pac pages download.",
      });
    }
    return outcome.siteFolder;
  };
  const snapshot = await folder.takeSnapshot(name, download, now());
  const records = await readSiteRecords(snapshot.siteFolder);
  const wrong = records.findings?.find(({ severity }) => severity === "error");
  if (wrong !== undefined) {
    throw new UserError("download-unreadable", `what pac downloaded from ${target.label} cannot be compared: ${wrong.message}`, {
      exitCode: 1,
      place: { path: wrong.path, line: wrong.line },
      hint: "Download again; if it stays so, mend that record in the studio.",
    });
  }
  if (!records.records.has(recordKey({ table: "adx_website", id: target.websiteId }))) {
    throw new UserError(
      "download-wrong-site",
      `pac downloaded another site from ${target.label} than ${target.websiteId}: nothing is decided from it`,
      {
        exitCode: 1,
        hint: "See pac pages list; download that website by hand, and look at its website.yml.",
      },
    );
  }
  return { snapshot, records };
}

/** What went wrong, in a line. */
export function describeOutcome({ faults, exitCode, output }: PacOutcome): string {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== "");
  const said =
    faults.length > 0 ? faults.map(({ code, line }) => `${code} (${line.trim()})`).join("; ") : (lines.at(-1)?.trim() ?? "it said nothing");
  return printable(`pac ended with ${exitCode}: ${said}`);
}
