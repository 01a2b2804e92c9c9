import { platformContentHosts } from "../../../contract/new-site-policy.ts";
import { siteFinding } from "../../plan/desired.ts";
import { listWords } from "../list-words.ts";
import type { Check, CheckMeta } from "../check.ts";
import { listPageLoads } from "./page-loads.ts";
import { enforcedPolicy } from "./policies-of-site.ts";

const meta: CheckMeta = {
  code: "policy-missing",
  severity: "info",
  about:
    "The pages load scripts from other hosts and the site sends no Content-Security-Policy: a script that somebody smuggles in may come from anywhere too.",
  advice: "Try a policy with the hosts in HTTP/Content-Security-Policy-Report-Only first; sites made after 10 November 2025 come with one.",
  source: "https://learn.microsoft.com/power-pages/security/manage-content-security-policy",
};

/** Where the portal's own scripts come from. */
const portalHosts: ReadonlySet<string> = new Set(platformContentHosts);

export const policyMissing: Check = {
  meta,
  find(checked) {
    const { policies, isUnknown, setting } = checked.once(enforcedPolicy);
    if (policies.length > 0 || isUnknown) return [];
    // Somebody knows that the site has the policy of new sites, which need not be in the folder.
    if (setting === undefined && checked.configuration?.tracking.newSitePolicy === true) return [];
    const scripts = checked.once(listPageLoads).filter(({ kind }) => kind === "script");
    const hosts = [...new Set(scripts.map(({ url }) => url.host))].filter((host) => !portalHosts.has(host)).toSorted();
    if (hosts.length === 0) return [];
    const what =
      setting === undefined
        ? "No site setting gives a Content-Security-Policy, so a site made before 10 November 2025 sends none"
        : `${setting.name} is empty, so the site sends no policy`;
    const message = `${what}; its pages load scripts from ${listWords(hosts, 8)}. A policy keeps every other host out: try one with script-src 'self' 'nonce', the portal's own hosts and these in HTTP/Content-Security-Policy-Report-Only first.`;
    const place = setting ?? checked.site.settings[0];
    return [siteFinding(meta.code, "info", message, place === undefined ? undefined : { path: place.path, line: place.line })];
  },
};
