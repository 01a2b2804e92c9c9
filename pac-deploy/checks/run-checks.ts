import { severities, type Finding } from "../../contract/finding.ts";
import { trackingScriptSnippet } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import type { Site } from "../../site/site.ts";
import { parseTrackingScript, type TrackingScript } from "../configuration/parse-tracking-script.ts";
import { readConfiguration, type KitInput } from "../configuration/read-configuration.ts";
import { emptyState, parseState } from "../plan/kit-state.ts";
import { readStateText } from "../plan/plan-apply.ts";
import { readProfileTexts } from "../profiles/read-profiles.ts";
import { acceptFindings } from "./accept-findings.ts";
import type { CheckedSite } from "./check.ts";
import { createCheckedSite } from "./create-checked-site.ts";
import { checks } from "./index.ts";
import { readApplication } from "./read-application.ts";
import { createSelector, everything, listMetas, type Selection } from "./select-checks.ts";

/**
 * What every check finds in a site, by file and line, and what is wrong with the folder itself; what is there on purpose is marked as accepted.
 * @throws UserError `check-unknown`, exit code 2
 */
export function runChecks(checked: CheckedSite, selection: Selection = everything): Finding[] {
  const isAsked = createSelector(selection, checks);
  const known = new Set(listMetas(checks).map(({ code }) => code));
  const found = [
    ...checked.site.findings.filter(({ code }) => isAsked(code)),
    ...checks.flatMap((check) => (isAsked(check.meta.code) ? check.find(checked) : [])),
  ];
  const judged = acceptFindings(found, {
    files: checked.files,
    accepted: checked.configuration?.check.accept ?? [],
    ran: new Set([...known].filter(isAsked)),
    known,
  });
  return judged.filter(({ code }) => isAsked(code) || !known.has(code)).toSorted(compareFindings);
}

const rank = ({ severity }: Finding): number => severities.indexOf(severity);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compareFindings = (a: Finding, b: Finding): number =>
  compare(a.path, b.path) || a.line - b.line || a.column - b.column || rank(a) - rank(b);

export interface OpenCheckedOptions {
  /** undefined: the site's own, if there is one. */
  readonly configPath: string | undefined;
  readonly webFiles: ReadonlyMap<string, string>;
  /** The folder a person has named, where that is not the one of the site's records: a code site's. */
  readonly folder?: string;
}

/**
 * A site for the checks: with its configuration where it has one, so that what the kit would add counts too.
 * @throws UserError what is wrong with a configuration or a state file that is there
 */
export async function openChecked(site: Site, { configPath, webFiles, folder = site.folder }: OpenCheckedOptions): Promise<CheckedSite> {
  const [input, stateText, profiles] = await Promise.all([
    readConfigured(folder, configPath),
    readStateText(folder),
    readProfileTexts(site.folder),
  ]);
  const state = stateText === undefined ? emptyState : parseState(stateText);
  return createCheckedSite(site, {
    configuration: input?.configuration,
    script: input?.trackingScript ?? findApplied(site),
    state,
    webFiles,
    profiles,
    application: await readApplication(site, folder, state),
  });
}

async function readConfigured(folder: string, configPath: string | undefined): Promise<KitInput | undefined> {
  try {
    return await readConfiguration(folder, configPath);
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
