import { severities, type Finding } from "../../contract/finding.ts";
import { trackingScriptSnippet } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import type { Site } from "../../site/site.ts";
import { parseTrackingScript, type TrackingScript } from "../configuration/parse-tracking-script.ts";
import { readConfiguration } from "../configuration/read-configuration.ts";
import { findTrackers } from "../plan/find-trackers.ts";
import type { CheckedSite } from "./check.ts";
import { checks } from "./index.ts";

/** What every check finds in a site, by file and line, and what is wrong with the folder itself. */
export function runChecks(checked: CheckedSite): Finding[] {
  const rank = ({ severity }: Finding): number => severities.indexOf(severity);
  return [...checked.site.findings, ...checks.flatMap((check) => check.find(checked))].toSorted(
    (a, b) => compare(a.path, b.path) || a.line - b.line || a.column - b.column || rank(a) - rank(b),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A site for the checks: with its configuration where it has one, so that what the kit would add counts too.
 * @param configPath undefined: the site's own, if there is one
 * @throws UserError what is wrong with a configuration that is there
 */
export async function openChecked(
  site: Site,
  { configPath, webFiles }: { readonly configPath: string | undefined; readonly webFiles: ReadonlyMap<string, string> },
): Promise<CheckedSite> {
  return { site, trackers: findTrackers(site, webFiles), script: (await readConfigured(site, configPath)) ?? findApplied(site) };
}

async function readConfigured(site: Site, configPath: string | undefined): Promise<TrackingScript | undefined> {
  try {
    return (await readConfiguration(site.folder, configPath)).trackingScript;
  } catch (error) {
    // A site need not have one.
    if (configPath === undefined && error instanceof UserError && error.code === "configuration-missing") return undefined;
    throw error;
  }
}

/** The script that the kit has put into the site before. */
function findApplied(site: Site): TrackingScript | undefined {
  const snippet = site.snippets.find(({ active, name, value }) => active && name === trackingScriptSnippet && value !== undefined);
  return snippet?.value === undefined ? undefined : parseTrackingScript(snippet.value, snippet.valuePath);
}
