import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";
import { enforcedPolicy, reportOnlyPolicy } from "./policies-of-site.ts";

const meta: CheckMeta = {
  code: "policy-set-twice",
  severity: "warning",
  about:
    "More than one active site setting holds the Content-Security-Policy: the portal sends one of them, and nothing in the folder tells which.",
  advice: "Keep one, and delete the others.",
  source: "https://learn.microsoft.com/power-pages/security/manage-content-security-policy",
};

export const policySetTwice: Check = {
  meta,
  find: (checked) =>
    [checked.once(enforcedPolicy), checked.once(reportOnlyPolicy)].flatMap(({ settings }) => {
      const [first, second] = settings;
      if (first === undefined || second === undefined) return [];
      const isSame = settings.every(({ value }) => value?.trim() === first.value?.trim());
      const message = `${settings.length} active site settings are called ${first.name} (the first in ${first.path}:${first.line})${isSame ? " and say the same" : " and differ"}: the portal sends one of them, and the folder does not tell which. Keep one.`;
      return [siteFinding(meta.code, isSame ? "info" : "warning", message, second)];
    }),
};
