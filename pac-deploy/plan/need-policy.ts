import { findSettings } from "../../access/find-settings.ts";
import type { PolicyMode } from "../../contract/configuration.ts";
import type { Finding } from "../../contract/finding.ts";
import { newSitePolicy, policySettingNames } from "../../contract/new-site-policy.ts";
import { siteSettingPath } from "../../site/file-names.ts";
import type { SiteSetting } from "../../site/site.ts";
import { describeAdditions, describeRefusal } from "../policy/describe-policy.ts";
import { findPolicyNeeds, siteOrigin, type PolicyNeedsInput } from "../policy/find-policy-needs.ts";
import { findUnknownHosts } from "../policy/find-unknown-hosts.ts";
import { solvePolicy, type PolicyNeed, type SolvedPolicy } from "../policy/solve-policy.ts";
import { siteFinding, type Desired } from "./desired.ts";
import type { RecordWriter } from "./kit-records.ts";

export interface PolicyPart {
  readonly desired: readonly Desired[];
  readonly findings: readonly Finding[];
}
const nothing: PolicyPart = { desired: [], findings: [] };

type SettingName = (typeof policySettingNames)[keyof typeof policySettingNames];

/** A policy as it counts on the site: a setting's, or the one of new sites that no setting of the folder holds. */
interface SitePolicy {
  readonly name: SettingName;
  readonly setting: SiteSetting | undefined;
  readonly value: string;
}

/** What each step below works with. */
interface Work extends PolicyNeedsInput {
  readonly writer: RecordWriter;
  readonly needs: readonly PolicyNeed[];
  readonly mode: PolicyMode;
}

/**
 * Lets the journey through the site's Content-Security-Policy, enforced and reported: the smallest additions to the settings' values, each explained.
 * A site without a policy needs nothing, and what a policy allows already is not added again.
 * https://learn.microsoft.com/power-pages/security/manage-content-security-policy
 */
export function needPolicy(writer: RecordWriter, input: PolicyNeedsInput): PolicyPart {
  const { policy: mode, newSitePolicy: isNewSite } = input.configuration.tracking;
  const work: Work = { ...input, writer, mode, needs: findPolicyNeeds(input) };
  const enforced = findPolicies(writer, policySettingNames.enforced);
  const reported = findPolicies(writer, policySettingNames.reportOnly);
  const isMissing = enforced.length === 0;
  const counting: readonly SitePolicy[] =
    isMissing && isNewSite === true ? [{ name: policySettingNames.enforced, setting: undefined, value: newSitePolicy }] : enforced;
  const parts = [
    ...(isMissing && isNewSite === undefined ? [sayMissing(work)] : []),
    ...[enforced, reported].map(sayTwice),
    ...(mode === "report-only"
      ? [
          ...counting.map((policy, index) => reportFirst(policy, { reported, isFirst: index === 0 }, work)),
          ...reported.map((policy) => extend(policy, work)),
        ]
      : [...counting, ...reported].map((policy) => extend(policy, work))),
  ];
  return { desired: parts.flatMap(({ desired }) => desired), findings: parts.flatMap(({ findings }) => findings) };
}

/** Every active setting of that name but the kit's own; more than one is odd, and then each is treated. */
const findPolicies = (writer: RecordWriter, name: SettingName): SitePolicy[] =>
  findSettings(writer.site, name)
    .filter(({ id }) => id !== writer.id("site-setting", name))
    .map((setting) => ({ name, setting, value: setting.value ?? "" }));

function sayTwice(policies: readonly SitePolicy[]): PolicyPart {
  const [first, ...others] = policies;
  if (first === undefined || others.length === 0) return nothing;
  const lines = policies.map(({ setting }) => `${setting?.path}:${setting?.line}`).join(", ");
  return {
    desired: [],
    findings: [
      siteFinding(
        "setting-twice",
        "warning",
        `${first.name} is there ${policies.length} times (${lines}), and which one counts is not known: keep one; the kit extends each`,
        first.setting,
      ),
    ],
  };
}

function sayMissing({ needs, writer }: Work): PolicyPart {
  const { text } = solvePolicy(newSitePolicy, needs, { origin: siteOrigin, isReportOnly: false });
  const inactive = writer.site.settings.find(
    ({ active, name }) => !active && name.toLowerCase() === policySettingNames.enforced.toLowerCase(),
  );
  return {
    desired: [],
    findings: [
      siteFinding(
        "policy-not-in-folder",
        "cannot-conclude",
        `the folder holds no ${inactive === undefined ? "" : "active "}setting ${policySettingNames.enforced}, and sites created after 10 November 2025 have a policy that blocks the tracker. If yours is one, download its settings again, or set tracking.newSitePolicy to true; the value to use is: ${text} If it has no policy, set it to false`,
        inactive,
      ),
    ],
  };
}

/** What is added to one policy, as an edit of its setting or a setting of its own. */
function extend(policy: SitePolicy, work: Work): PolicyPart {
  const { name } = policy;
  if (isFromEnvironment(policy)) return sayEnvironment(policy, work);
  const solved = solve(policy, name, work);
  if (solved.additions.length === 0) return { desired: [], findings: solved.findings };
  const added = describeAdditions(solved.additions);
  if (work.mode === "none") {
    const message = `${name} blocks the tracker, and tracking.policy is "none": add ${added}; the value is then: ${solved.text}`;
    return { desired: [], findings: [...solved.findings, siteFinding("policy-blocks", "warning", message, policy.setting)] };
  }
  return {
    desired: [put(policy, name, solved.text, work)],
    findings: [
      ...solved.findings,
      siteFinding("policy-extended", "info", `${name}: adds ${added}, or the browser would block it`, policy.setting),
    ],
  };
}

/** The enforced policy stays; with what it lacks it goes into the reported one, unless that has a policy of its own, which is extended by itself. */
function reportFirst(
  policy: SitePolicy,
  { reported, isFirst }: { readonly reported: readonly SitePolicy[]; readonly isFirst: boolean },
  work: Work,
): PolicyPart {
  if (isFromEnvironment(policy)) return sayEnvironment(policy, work);
  const solved = solve(policy, policy.name, work);
  if (solved.additions.length === 0) return { desired: [], findings: solved.findings };
  const [twin, ...others] = reported;
  const isFree = twin === undefined || (others.length === 0 && twin.value.trim() === "" && !isFromEnvironment(twin));
  const where = isFree
    ? `${policySettingNames.reportOnly} gets the extended policy`
    : `${policySettingNames.reportOnly} has a policy of its own, which is looked at by itself`;
  const desired =
    isFree && isFirst
      ? [put({ name: policySettingNames.reportOnly, setting: twin?.setting, value: "" }, policySettingNames.reportOnly, solved.text, work)]
      : [];
  return {
    desired,
    findings: [
      ...solved.findings,
      siteFinding(
        "policy-reported-first",
        "warning",
        `${where}, and ${policy.name} stays as it is, so the browser still blocks the tracker. Once the reports are as you expect, set tracking.policy to "edit", which adds ${describeAdditions(solved.additions)}`,
        policy.setting,
      ),
    ],
  };
}

/** The additions, with a finding for each thing that the kit refuses to open or cannot know. */
function solve(policy: SitePolicy, name: SettingName, { needs, script, mode }: Work): SolvedPolicy & { findings: Finding[] } {
  const isReportOnly = name === policySettingNames.reportOnly;
  const solved = solvePolicy(policy.value, needs, { origin: siteOrigin, isReportOnly });
  // What is only reported about blocks nothing, and with "none" the policy is in somebody else's hands.
  const severity = isReportOnly || mode === "none" ? "warning" : "error";
  const hint = severity === "error" ? '. With tracking.policy "none" the kit leaves the policy to you' : "";
  return {
    ...solved,
    findings: [
      ...solved.refusals.map((refusal) =>
        siteFinding("policy-refused", severity, `${name}: ${describeRefusal(refusal)}${hint}`, policy.setting),
      ),
      ...findUnknownHosts(policy.value, script).map(({ code, message }) =>
        siteFinding(code, "cannot-conclude", `${name}: ${message}`, policy.setting),
      ),
    ],
  };
}

const isFromEnvironment = ({ setting }: SitePolicy): boolean =>
  setting?.environmentVariable !== undefined || setting?.values["adx_source"] === "1";

/** The variable's value lies elsewhere: all that can be said is what a policy has to allow, as the strictest one would need it. */
function sayEnvironment({ name, setting }: SitePolicy, { needs }: Work): PolicyPart {
  const { additions } = solvePolicy("default-src 'none'", needs, { origin: siteOrigin, isReportOnly: false });
  const variable =
    setting?.environmentVariable === undefined ? "an environment variable" : `the environment variable ${setting.environmentVariable}`;
  const wanted = describeAdditions(additions.map((addition) => ({ ...addition, isNewDirective: false })));
  return {
    desired: [],
    findings: [
      siteFinding(
        "policy-from-environment",
        "warning",
        `${name} comes from ${variable}, which the kit does not change: where it restricts these, let them through there: ${wanted}`,
        setting,
      ),
    ],
  };
}

function put({ setting }: SitePolicy, name: SettingName, value: string, { writer }: Work): Desired {
  const why = `lets the tracker through ${name}`;
  if (setting !== undefined) return { kind: "value", path: setting.path, recordId: setting.id, key: "adx_value", value, why };
  const { site } = writer;
  const id = writer.id("site-setting", name);
  const values = { adx_name: name, adx_sitesettingid: id, ...(site.model === "enhanced" ? { adx_source: "0" } : {}), adx_value: value };
  return { kind: "list-item", path: siteSettingPath(site, { id, name }), idKey: "adx_sitesettingid", id, values, why };
}
