import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { kitVersion, stateFilePath } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import type { Finding } from "../../contract/finding.ts";
import { withLineEnd } from "../../site/line-ends.ts";
import { parseSite } from "../../site/parse-site.ts";
import { isAbsence } from "../../site/whole-files.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { readConfiguration } from "../configuration/read-configuration.ts";
import { readKitFiles, type KitFiles } from "../kit-files.ts";
import { findClosed, listOpenedBefore } from "./closed-access.ts";
import { siteFinding, type Need } from "./desired.ts";
import { fingerprintAccess } from "./fingerprint-access.ts";
import { findVersionFindings } from "./find-version-findings.ts";
import { keepPersonsTexts } from "./keep-persons-texts.ts";
import { createRecordWriter } from "./kit-records.ts";
import { emptyState, parseState, renderState, type KitState } from "./kit-state.ts";
import { needCapture } from "./need-capture.ts";
import { needCodeSite } from "./need-code-site.ts";
import { needTracking, type TrackingInput } from "./need-tracking.ts";
import type { Opening, Plan } from "./plan.ts";
import { planEdits } from "./plan-edits.ts";
import { sha256 } from "./sha256.ts";
import { putDesired, type PutSite } from "./put-desired.ts";
import { readCodeSite } from "./read-code-site.ts";
import { readWebFileTexts } from "./read-web-file-texts.ts";
import { subtractOpenings } from "./subtract-openings.ts";
import { findLostTexts, undoState } from "./undo-state.ts";

export interface PlanApplyOptions {
  /** `dist/kit`. */
  readonly kitFolder: string;
  readonly configPath: string | undefined;
  /** Files of the kit whose changes by hand may go. */
  readonly discard?: readonly string[] | undefined;
}

/** Reads the site, the configuration and the kit, and plans what `apply` would write. Writes nothing. */
export async function planApply(folder: string, options: PlanApplyOptions): Promise<Plan> {
  const [found, kit] = await Promise.all([readSite(folder), readKitFiles(options.kitFolder)]);
  const site = await readCodeSite(found, folder);
  const input = await readConfiguration(folder, options.configPath);
  const [stateText, webFiles] = await Promise.all([readStateText(folder), readWebFileTexts(site)]);
  return planKit(site, { ...input, kit, stateText, webFiles, discard: options.discard });
}

export interface PlanKitInput extends TrackingInput {
  readonly kit: KitFiles;
  /** Text of `.portal-kit/state.json`; undefined: the kit is not in this site. */
  readonly stateText: string | undefined;
  /** Files of the kit whose changes by hand may go. */
  readonly discard?: readonly string[] | undefined;
}

/**
 * What `apply` would do to a site: takes out what the kit did before, puts in what it wants now, and says the difference.
 * So applying twice is applying once, and what a changed configuration no longer asks for goes away.
 * @throws UserError `code-site-*`, or what undoing and putting throw
 */
export function planKit(site: Site, input: PlanKitInput): Plan {
  const before = input.stateText === undefined ? emptyState : parseState(input.stateText);
  const undone = undoState(site.texts, before, input.discard);
  const bare = input.stateText === undefined ? site : reparse(site, undone.texts);
  const need = site.kind === "code" ? needCodeSite(bare, input.kit, input) : joinNeeds(bare, input, listOpenedBefore(before));
  const closed = findClosed(listOpenedBefore(before), need.opens);
  const kept = keepPersonsTexts({ texts: undone.personsTexts, state: before, current: site.texts }, need.desired);
  const put = putDesired({ ...undone, personsTexts: kept.texts }, need.desired, { opened: need.opens, closed });
  const lost = findLostTexts([...kept.texts.keys()].filter((path) => !put.texts.has(path)));
  return toPlan(site, "apply", {
    stateText: input.stateText,
    texts: keepLineEnds(put, site.texts),
    state: {
      ...put.state,
      insertions: put.state.insertions.map(keepSpelling(before.insertions)),
      replacements: put.state.replacements.map(keepSpelling(before.replacements)),
    },
    reasons: (path) =>
      put.reasons.get(path) ??
      (path === stateFilePath ? "what the kit did, so that remove can undo it" : "no longer asked for by the configuration"),
    opens: subtractOpenings(need.opens, before.opened),
    closes: subtractOpenings(before.opened, need.opens),
    findings: distinct([
      ...findVersionFindings(before.kit),
      ...undone.findings,
      ...kept.findings,
      ...lost,
      ...need.findings,
      ...site.findings,
    ]),
  });
}

/** A file of the kit that differs only in its line ends stays as it is: git rewrites them (`core.autocrlf`), and the next apply should not mind. */
function keepLineEnds(put: PutSite, present: ReadonlyMap<string, string>): Map<string, string> {
  const texts = new Map(put.texts);
  for (const { path } of put.state.files) {
    const text = present.get(path);
    if (text !== undefined && isSameText(text, texts.get(path))) texts.set(path, text);
  }
  return texts;
}

/** The state's own entries do not change with line ends either. */
const keepSpelling =
  <Entry extends object>(entries: readonly Entry[]) =>
  (entry: Entry): Entry =>
    entries.find((known) => spellingOf(known) === spellingOf(entry)) ?? entry;
const spellingOf = (entry: object): string =>
  JSON.stringify(Object.values(entry).map((value: unknown) => (typeof value === "string" ? withLineEnd(value, "\n") : value)));

const isSameText = (text: string, other: string | undefined): boolean =>
  other !== undefined && withLineEnd(text, "\n") === withLineEnd(other, "\n");

/** Two parts of the kit may say the same. */
const distinct = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values(),
];

export interface PlanParts extends Pick<Plan, "opens" | "closes" | "findings"> {
  readonly stateText: string | undefined;
  readonly texts: ReadonlyMap<string, string>;
  /** undefined: the state file goes. */
  readonly state: KitState | undefined;
  readonly reasons: (path: string) => string;
}

export function toPlan(site: Site, action: Plan["action"], parts: PlanParts): Plan {
  const before = new Map(site.texts);
  if (parts.stateText !== undefined) before.set(stateFilePath, parts.stateText);
  const after = new Map(parts.texts);
  if (parts.state !== undefined) {
    const state = renderState(parts.state);
    after.set(stateFilePath, parts.stateText !== undefined && isSameText(parts.stateText, state) ? parts.stateText : state);
  }
  const edits = planEdits(before, after, parts.reasons);
  const hash = (text: string | undefined): string | null => (text === undefined ? null : sha256(text));
  return {
    version: 1,
    action,
    kitVersion,
    site: { kind: site.kind, model: site.model, websiteId: site.website.id, name: site.website.name },
    edits,
    before: Object.fromEntries(edits.map(({ path }) => [path, hash(before.get(path))])),
    accessBefore: fingerprintAccess(site.texts),
    opens: parts.opens,
    closes: parts.closes,
    findings: parts.findings,
    texts: edits.map(({ path }) => ({ path, before: before.get(path), after: after.get(path) })),
  };
}

export async function readStateText(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, stateFilePath), "utf8");
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw new UserError("state-broken", `${stateFilePath} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      exitCode: 1,
      place: { path: stateFilePath },
      hint: "Take it back from version control; without it the kit cannot know what was there before.",
      cause: error,
    });
  }
}

function joinNeeds(site: Site, input: PlanKitInput, openedBefore: readonly Opening[]): Need {
  const { configuration, kit } = input;
  const writer = createRecordWriter(site);
  const needs = [needTracking(writer, kit, input), needCapture(writer, kit, configuration, openedBefore)];
  return {
    desired: needs.flatMap((need) => need.desired),
    opens: needs.flatMap((need) => need.opens),
    findings: [...findUnknownLanguages(site, configuration.languages ?? []), ...needs.flatMap((need) => need.findings)],
  };
}

function findUnknownLanguages(site: Site, wanted: readonly string[]): Finding[] {
  const codes = site.languages.filter((language) => language.active).map((language) => language.code);
  const has = codes.length === 0 ? "none" : codes.join(", ");
  return wanted
    .filter((code) => !codes.some((known) => known.toLowerCase() === code.toLowerCase()))
    .map((code) =>
      siteFinding(
        "language-not-in-site",
        "error",
        `languages names ${code}, which the site does not have (it has ${has}): correct the configuration, or leave languages out for all of the site's`,
      ),
    );
}

function reparse(site: Site, texts: ReadonlyMap<string, string>): Site {
  if (site.kind === "code") return { ...site, texts };
  return parseSite(texts, site.folder, { otherPaths: site.webFiles.flatMap((file) => file.contentPath ?? []) });
}
