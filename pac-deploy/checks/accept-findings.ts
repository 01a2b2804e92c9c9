import type { AcceptedFinding } from "../../contract/configuration.ts";
import type { Finding } from "../../contract/finding.ts";
import { hintAtNames } from "../near-names.ts";
import type { CheckMeta } from "./check.ts";
import { findSuppressions, type Suppression } from "./find-suppressions.ts";
import { suppressionUnused, suppressionWithoutReason } from "./suppression-metas.ts";

export interface AcceptInput {
  /** Texts by path, for the comments in them. */
  readonly files: ReadonlyMap<string, string>;
  /** `check.accept` of the configuration. */
  readonly accepted: readonly AcceptedFinding[];
  /** Codes whose findings are all there: only of these it can be said that one is missing. */
  readonly ran: ReadonlySet<string>;
  /** Codes there are. */
  readonly known: ReadonlySet<string>;
}

/** The findings, with what people have accepted marked as such; behind them what is wrong with the accepting itself. */
export function acceptFindings(findings: readonly Finding[], { files, accepted, ran, known }: AcceptInput): Finding[] {
  const suppressions = [...files].flatMap(([path, text]) => findSuppressions(path, text));
  const usedEntries = new Set<AcceptedFinding>();
  const usedCodes = new Map(suppressions.map((one) => [one, new Set<string>()]));
  const entries = accepted.map((entry) => ({ entry, isInPath: matchPath(entry.path) }));
  const marked = findings.map((finding): Finding => {
    if (finding.accepted !== undefined) return finding;
    const comments = suppressions.filter((one) => isFor(one, finding));
    for (const comment of comments) usedCodes.get(comment)?.add(finding.code);
    const comment = comments.find(({ reason }) => reason !== undefined);
    if (comment?.reason !== undefined) return { ...finding, accepted: comment.reason, acceptedBy: "source" };
    const matching = entries.filter(({ entry, isInPath }) => entry.code === finding.code && isInPath(finding.path));
    for (const { entry } of matching) usedEntries.add(entry);
    const [first] = matching;
    return first === undefined ? finding : { ...finding, accepted: first.entry.reason, acceptedBy: "configuration" };
  });
  const isJudged = (code: string): boolean => ran.has(code) || !known.has(code);
  const say = (code: string): string =>
    known.has(code)
      ? `accepts ${code}, and nothing of that code is found there: delete it, or it would hide the next one`
      : `accepts ${code}, a code that no check has. ${hintAtNames(code, known, "The codes are listed by `portal-kit explain`.")}`;
  return [
    ...marked,
    ...suppressions.flatMap((one) => [
      ...(one.codes.length === 0
        ? [findingOf(suppressionUnused, one, "This comment names no code, so it accepts nothing: write the code of the finding in it")]
        : one.reason === undefined
          ? [
              findingOf(
                suppressionWithoutReason,
                one,
                `This comment accepts nothing without a reason: write \`${one.codes.join(", ")} -- <why it is right here>\``,
              ),
            ]
          : []),
      ...one.codes
        .filter((code) => isJudged(code) && usedCodes.get(one)?.has(code) !== true)
        .map((code) => findingOf(suppressionUnused, one, `This comment ${say(code)}`)),
    ]),
    ...accepted
      .map((entry, index) => ({ entry, index }))
      .filter(({ entry }) => isJudged(entry.code) && !usedEntries.has(entry))
      .map(({ entry, index }) => findingOf(suppressionUnused, undefined, `check.accept.${index} in the configuration ${say(entry.code)}`)),
  ];
}

const isFor = ({ path, target, codes }: Suppression, finding: Finding): boolean =>
  finding.line > 0 && path === finding.path && target === finding.line && codes.includes(finding.code);

function matchPath(pattern: string | undefined): (path: string) => boolean {
  if (pattern === undefined) return () => true;
  const words = pattern.split("*").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  const regex = new RegExp(`^${words.join(".*")}$`, "s");
  return (path) => regex.test(path);
}

const findingOf = ({ code, severity }: CheckMeta, at: Suppression | undefined, message: string): Finding => ({
  code,
  severity,
  path: at?.path ?? "",
  line: at?.line ?? 0,
  column: at?.column ?? 0,
  message,
  fix: false,
});
