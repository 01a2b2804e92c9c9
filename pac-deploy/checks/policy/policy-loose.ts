import type { Finding, Severity } from "../../../contract/finding.ts";
import { allows, findGoverning } from "../../policy/allows.ts";
import { siteOrigin } from "../../policy/find-policy-needs.ts";
import type { Policy } from "../../policy/parse-policy.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";
import { enforcedPolicy } from "./policies-of-site.ts";

const meta: CheckMeta = {
  code: "policy-loose",
  severity: "warning",
  about:
    "The site's Content-Security-Policy lets any script run: from every host, or any that stands in the page, which is what it is there to stop.",
  advice: "Name the hosts, and put 'nonce' in the place of 'unsafe-inline'.",
  source: "https://learn.microsoft.com/power-pages/security/manage-content-security-policy",
};

export const policyLoose: Check = {
  meta,
  find(checked) {
    const { policies, setting } = checked.once(enforcedPolicy);
    if (setting === undefined || policies.length === 0) return [];
    const find = (severity: Severity, message: string): Finding => siteFinding(meta.code, severity, message, setting);
    // Whatever is loaded has to pass every policy, so one that is strict makes up for the others.
    const everywhere = (test: (policy: Policy) => boolean): boolean => policies.every(test);
    if (everywhere(({ directives }) => findGoverning(directives, "script") === undefined)) {
      return [
        find(
          "info",
          "The policy has neither script-src nor default-src, so it restricts no script. Add script-src with 'self', 'nonce' and the hosts of the pages' scripts.",
        ),
      ];
    }
    const found: Finding[] = [];
    if (everywhere((policy) => allowsAnyHost(policy))) {
      const sources = sourcesOf(policies, /^(?:\*|https?:|data:)$/i);
      found.push(
        find("warning", `The policy lets scripts come from anywhere (${sources} in ${directiveOf(policies)}). Name the hosts instead.`),
      );
    }
    if (everywhere((policy) => allows(policy, { kind: "inline-script", hasNonce: false }, siteOrigin))) {
      found.push(
        find(
          "warning",
          `The policy lets every inline script run ('unsafe-inline' in ${directiveOf(policies)}), also one that somebody smuggles into a page. Put 'nonce' in its place: the portal gives it to the site's own.`,
        ),
      );
    }
    if (
      everywhere((policy) =>
        (findGoverning(policy.directives, "script")?.sources ?? ["'unsafe-eval'"]).some((source) => /^'unsafe-eval'$/i.test(source)),
      )
    ) {
      found.push(
        find(
          "info",
          `The policy lets scripts make scripts out of texts ('unsafe-eval' in ${directiveOf(policies)}). Take it out where no library needs it.`,
        ),
      );
    }
    return found;
  },
};

/** A host that nobody would name. */
const anyHost = new URL("https://anything.example.com/script.js");
const allowsAnyHost = (policy: Policy): boolean =>
  allows(policy, { kind: "script", url: anyHost, hasNonce: false, isParserInserted: true }, siteOrigin) ||
  (findGoverning(policy.directives, "script")?.sources ?? []).some((source) => /^data:$/i.test(source));

const directiveOf = (policies: readonly Policy[]): string =>
  policies.map(({ directives }) => findGoverning(directives, "script")?.name).find((name) => name !== undefined) ?? "script-src";

const sourcesOf = (policies: readonly Policy[], pattern: RegExp): string =>
  [
    ...new Set(
      policies.flatMap(({ directives }) => findGoverning(directives, "script")?.sources ?? []).filter((source) => pattern.test(source)),
    ),
  ].join(" ") || "a wildcard";
