import { assertNever } from "../../access/assert-never.ts";
import { applyTextEdit, type TextEdit } from "../../site/edit-text.ts";
import { allows, findGoverning, hashSource, isStrictDynamic, type PolicyRequest } from "./allows.ts";
import { editsOf, extendPolicy, type SourceAddition } from "./extend-policy.ts";
import { parsePolicies, type Policy } from "./parse-policy.ts";

/** A request the journey cannot do without, and how that is known. */
export interface PolicyNeed {
  readonly request: PolicyRequest;
  /** E.g. `the tracking library`. */
  readonly what: string;
  /** E.g. `src of the pasted script`. */
  readonly knownFrom: string;
}

export interface PolicyAddition extends SourceAddition {
  /** The needs that fail without it. */
  readonly needs: readonly PolicyNeed[];
}

export const refusalReasons = ["sandbox", "trusted-types", "strict-dynamic", "address"] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Something that only a hole in the policy would let through, or nothing at all. */
export interface PolicyRefusal {
  readonly reason: RefusalReason;
  /** The directive that stands in the way. */
  readonly directive: string;
  /** undefined: it stands in everything's way. */
  readonly need: PolicyNeed | undefined;
}

export interface SolvedPolicy {
  /** The setting's value with the additions; as it was where something is refused. */
  readonly text: string;
  /** The same as edits of the value, none overlapping, in its order. */
  readonly edits: readonly TextEdit[];
  readonly additions: readonly PolicyAddition[];
  readonly refusals: readonly PolicyRefusal[];
}

export interface SolveOptions {
  /** Origin of the site's pages. */
  readonly origin: URL;
  /** The policy is only reported about; `sandbox` counts for nothing there. */
  readonly isReportOnly: boolean;
}

/**
 * The smallest additions under which a policy lets every need through: hosts without their paths, `'self'` for the site, the nonce of Power Pages for inline scripts, a hash for
 * an inline style. Never a wildcard, a scheme, `'unsafe-inline'` or `'unsafe-eval'`: what only those would solve is refused, and then nothing is added.
 */
export function solvePolicy(text: string, needs: readonly PolicyNeed[], { origin, isReportOnly }: SolveOptions): SolvedPolicy {
  const solved = parsePolicies(text).map((policy) => {
    const obstacles = findObstacles(policy, isReportOnly);
    return obstacles.length > 0 ? { policy, additions: [], refusals: obstacles } : { policy, ...solveOne(policy, needs, origin) };
  });
  const refusals = solved.flatMap((one) => one.refusals);
  if (refusals.length > 0) return { text, edits: [], additions: [], refusals };
  const edits = solved.flatMap(({ policy, additions }) => editsOf(text, policy, additions));
  return { text: edits.reduceRight(applyTextEdit, text), edits, additions: solved.flatMap((one) => one.additions), refusals };
}

/** What no source can change. */
function findObstacles({ directives }: Policy, isReportOnly: boolean): PolicyRefusal[] {
  const found = (name: string): readonly string[] | undefined =>
    directives.find((directive) => directive.name === name)?.sources.map((source) => source.toLowerCase());
  const refuse = (reason: RefusalReason, directive: string): PolicyRefusal => ({ reason, directive, need: undefined });
  const sandbox = isReportOnly ? undefined : found("sandbox");
  // Without the site's own origin there are no cookies and no storage.
  const isShut = sandbox !== undefined && !(sandbox.includes("allow-scripts") && sandbox.includes("allow-same-origin"));
  return [
    ...(isShut ? [refuse("sandbox", "sandbox")] : []),
    ...(found("require-trusted-types-for")?.includes("'script'") ? [refuse("trusted-types", "require-trusted-types-for")] : []),
  ];
}

function solveOne(
  policy: Policy,
  needs: readonly PolicyNeed[],
  origin: URL,
): { additions: readonly PolicyAddition[]; refusals: readonly PolicyRefusal[] } {
  const wanted: SourceAddition[] = [];
  const refusals: PolicyRefusal[] = [];
  const passes = (additions: readonly SourceAddition[], { request }: PolicyNeed): boolean =>
    allows(extendPolicy(policy, additions), request, origin);
  for (const need of needs) {
    if (passes(wanted, need)) continue;
    const { directives } = extendPolicy(policy, wanted);
    const governing = findGoverning(directives, need.request.kind);
    // Nothing passes without a directive that decides.
    if (governing === undefined) continue;
    const isScript = need.request.kind === "script" || need.request.kind === "inline-script";
    if (isScript && isStrictDynamic(governing.sources)) {
      refusals.push({ reason: "strict-dynamic", directive: governing.name, need });
      continue;
    }
    const isNewDirective = governing.name === "default-src";
    const addition = {
      directive: isNewDirective ? ownDirectives[need.request.kind] : governing.name,
      source: sourceFor(need.request, origin),
      isNewDirective: isNewDirective || wanted.some((one) => one.isNewDirective && one.directive === governing.name),
    };
    if (passes([...wanted, addition], need)) wanted.push(addition);
    else refusals.push({ reason: "address", directive: governing.name, need });
  }
  // What came later may have made an earlier host needless.
  const without = (additions: readonly SourceAddition[], one: SourceAddition): SourceAddition[] =>
    additions.filter((other) => other !== one);
  const fewest = wanted.reduce<readonly SourceAddition[]>((kept, one) => {
    const fewer = without(kept, one);
    return needs.every((need) => passes(fewer, need)) ? fewer : kept;
  }, wanted);
  const additions = fewest.map((one) => ({ ...one, needs: needs.filter((need) => !passes(without(fewest, one), need)) }));
  return { additions, refusals };
}

/** The directive that takes over from `default-src`. */
const ownDirectives = {
  script: "script-src",
  "inline-script": "script-src",
  "inline-style": "style-src",
  connect: "connect-src",
  image: "img-src",
} as const satisfies Record<PolicyRequest["kind"], string>;

function sourceFor(request: PolicyRequest, origin: URL): string {
  switch (request.kind) {
    case "inline-script":
      return "'nonce'";
    case "inline-style":
      return hashSource(request.text);
    case "script":
    case "connect":
    case "image":
      // The host alone: a file's path changes with its version.
      return request.url.origin === origin.origin ? "'self'" : request.url.host;
    default:
      return assertNever(request);
  }
}
