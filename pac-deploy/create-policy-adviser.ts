import type { PolicyViolation } from "../contract/policy-violation.ts";
import type { Site } from "../site/site.ts";
import { advisePolicy } from "./policy/advise-policy.ts";

export interface PolicyAdviser {
  /** A browser has told of it. */
  told(violation: PolicyViolation): void;
}

/** Says what pages are kept from by the site's policy, each thing once for each reading of the site. */
export function createPolicyAdviser(site: () => Site, say: (text: string) => void): PolicyAdviser {
  const said = new WeakMap<Site, Set<string>>();
  return {
    told(violation) {
      const now = site();
      const before = said.get(now) ?? new Set();
      said.set(now, before);
      // The same on another page is the same.
      const key = `${violation.directive} ${violation.blocked} ${violation.isReportOnly}`;
      if (before.has(key)) return;
      before.add(key);
      say(advisePolicy(now, violation));
    },
  };
}
