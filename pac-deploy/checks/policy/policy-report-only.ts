import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";
import { enforcedPolicy, reportOnlyPolicy } from "./policies-of-site.ts";

const meta: CheckMeta = {
  code: "policy-report-only",
  severity: "info",
  about:
    "A Content-Security-Policy is only reported about, and nothing reads the reports, or the same policy is enforced beside it: left over from trying.",
  advice: "Move it to HTTP/Content-Security-Policy once nothing is reported, or empty it.",
  source: "https://learn.microsoft.com/power-pages/security/manage-content-security-policy",
};

export const policyReportOnly: Check = {
  meta,
  find(checked) {
    const { policies, setting } = checked.once(reportOnlyPolicy);
    // Whoever has the kit try it so knows of it.
    if (setting === undefined || policies.length === 0 || checked.configuration?.tracking.policy === "report-only") return [];
    const enforced = checked.once(enforcedPolicy);
    const isReported = policies.some(({ directives }) => directives.some(({ name }) => name === "report-uri" || name === "report-to"));
    const isSame = enforced.setting?.value?.trim() === setting.value?.trim();
    const message = isSame
      ? `${setting.name} is the same as the policy that is enforced, so it reports what is forbidden anyway. Empty it.`
      : enforced.policies.length === 0 && !enforced.isUnknown
        ? `${setting.name} forbids nothing${isReported ? "" : ", and it names no report-uri, so what it finds shows in each visitor's console only"}; no policy is enforced. Move it to HTTP/Content-Security-Policy once nothing is reported.`
        : undefined;
    return message === undefined ? [] : [siteFinding(meta.code, "info", message, setting)];
  },
};
