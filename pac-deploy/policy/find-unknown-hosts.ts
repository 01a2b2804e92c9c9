import type { TrackingScript } from "../configuration/parse-tracking-script.ts";
import { findGoverning } from "./allows.ts";
import { parsePolicies } from "./parse-policy.ts";

export interface UnknownHosts {
  readonly code: "policy-endpoint-unknown" | "policy-journeys-hosts" | "policy-part-ignored";
  readonly message: string;
}

/** What the tracker may need of this policy and no text tells, and parts of the policy that do not count though somebody wrote them. */
export function findUnknownHosts(text: string, { endpointUrl, product }: TrackingScript): UnknownHosts[] {
  const policies = parsePolicies(text);
  const found: UnknownHosts[] = policies
    .flatMap(({ ignored }) => ignored)
    .map(({ name, reason }) => ({
      code: "policy-part-ignored",
      message:
        reason === "duplicate"
          ? `${name} is there twice, and a browser goes by the first only`
          : `${name} holds a character that is not ASCII, a typographic quote for instance, so a browser takes no notice of it`,
    }));
  const restricts = policies.some(({ directives }) => {
    const sources = findGoverning(directives, "connect")?.sources;
    return sources !== undefined && !sources.includes("*") && !sources.some((source) => /^https:$/i.test(source));
  });
  if (restricts && (endpointUrl === undefined || !URL.canParse(endpointUrl))) {
    found.push({
      code: "policy-endpoint-unknown",
      message:
        "connect-src restricts where pages may send to, and the pasted script does not say where views go (cfg.endpointUrl): add its host yourself",
    });
  }
  if (restricts && product === "customer-insights-journeys") {
    // https://learn.microsoft.com/dynamics365/customer-insights/journeys/interaction-journey-decision
    found.push({
      code: "policy-journeys-hosts",
      message:
        "connect-src restricts where pages may send to. For Customer Insights - Journeys *.mkt.dynamics.com and *.azureedge.net are documented, as wildcards, which the kit does not add: only the hosts that the pasted script names",
    });
  }
  return found;
}
