import { UserError } from "../../contract/user-error.ts";
import { compareRecords } from "./compare-records.ts";
import { describeRecord } from "./describe-value.ts";
import { downloadSite, type Connection, type Downloaded } from "./download-site.ts";
import { readBuild, withoutBuilt } from "./read-build.ts";
import type { SiteRecords } from "./site-records.ts";
import type { DeploymentFolder } from "./store/store.ts";

/** More of them make the message no clearer. */
const maxNamed = 5;

/**
 * Downloads the site a second time, right before the upload: whoever saved something since the first download, say while the question was being answered, would have it
 * written over, and the read-back would show nothing, for it then holds our values. Two downloads that agree also tell that the first was whole.
 * @throws UserError `changed-meanwhile`, exit code 1; nothing was uploaded
 */
export async function lookAgain(
  connection: Connection,
  folder: DeploymentFolder,
  remote: { readonly records: SiteRecords; readonly snapshot: Downloaded["snapshot"] | undefined },
): Promise<void> {
  const { log, target, pac, signal } = connection;
  if (remote.snapshot === undefined) {
    const sites = await pac.listSites(target.environment, signal);
    if (!sites.some(({ websiteId }) => websiteId.toLowerCase() === target.websiteId)) return;
    throw changed(`the website was made in ${target.label} meanwhile`);
  }
  log.progress(`Looking at ${target.label} once more …`);
  const second = await downloadSite(connection, folder, "staging-second");
  const build = await readBuild(remote.snapshot.siteFolder);
  const differences = withoutBuilt(compareRecords({ expected: remote.records, actual: second.records }), build);
  if (differences.length === 0) {
    log.ok("unchanged", `nobody has changed ${target.label} since the download`);
    return;
  }
  const named = differences.slice(0, maxNamed).map(({ record }) => describeRecord(record));
  const more = differences.length - named.length;
  throw changed(`${target.label} was changed by somebody since the download: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`);
}

const changed = (what: string): UserError =>
  new UserError("changed-meanwhile", `${what}; nothing was uploaded`, {
    exitCode: 1,
    hint: "Run the command again: it then plans with that. If it comes back with nobody at work there, the downloads are not whole: see what pac pages download says.",
  });
