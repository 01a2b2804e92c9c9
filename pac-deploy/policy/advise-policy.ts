import { findSettings } from "../../access/find-settings.ts";
import { newSitePolicy, policySettingNames } from "../../contract/new-site-policy.ts";
import type { PolicyViolation } from "../../contract/policy-violation.ts";
import type { Site } from "../../site/site.ts";
import type { PolicyRequest } from "./allows.ts";
import { describeRefusal } from "./describe-policy.ts";
import { siteOrigin } from "./find-policy-needs.ts";
import { solvePolicy } from "./solve-policy.ts";

/**
 * What a browser was kept from on a page of the emulated portal, and the least that would let it through: never a wildcard, nor what opens every inline script.
 * @returns one or two sentences for a person
 */
export function advisePolicy(site: Site, violation: PolicyViolation): string {
  const { directive, blocked, source, isReportOnly } = violation;
  const name = isReportOnly ? policySettingNames.reportOnly : policySettingNames.enforced;
  const said = `${name}: ${directive} ${isReportOnly ? "would block" : "blocks"} ${blocked} on ${source}`;
  const request = requestOf(violation);
  if (request === undefined) return `${said}. ${adviseBesides(violation)}`;
  const values = findSettings(site, name).map(({ value }) => value ?? "");
  const need = { request, what: "what the page loads", knownFrom: source };
  const solved = (values.length === 0 ? [newSitePolicy] : values).map((text) =>
    solvePolicy(text, [need], { origin: siteOrigin, isReportOnly }),
  );
  const refusal = solved.flatMap(({ refusals }) => refusals)[0];
  if (refusal !== undefined) return `${said}. The kit would not open that: ${describeRefusal(refusal)}`;
  const additions = [...new Set(solved.flatMap((one) => one.additions.map((addition) => `${addition.source} to ${addition.directive}`)))];
  return additions.length === 0
    ? `${said}. The policy as it is now allows it`
    : `${said}. If the page is meant to: add ${additions.join(", and ")}`;
}

const kinds = { "script-src": "script", "script-src-elem": "script", "connect-src": "connect", "img-src": "image" } as const;

function requestOf({ directive, blocked }: PolicyViolation): PolicyRequest | undefined {
  const kind = Object.entries(kinds).find(([name]) => name === directive)?.[1];
  // The portal's own addresses are told as paths.
  const url = blocked.startsWith("/") || URL.canParse(blocked) ? new URL(blocked, siteOrigin) : undefined;
  if (kind === undefined || url === undefined) return undefined;
  return kind === "script" ? { kind, url, hasNonce: false, isParserInserted: true } : { kind, url };
}

/** Where the solver has nothing to say. */
function adviseBesides({ directive, blocked }: PolicyViolation): string {
  if (blocked === "inline") {
    return directive.startsWith("style")
      ? "Move the style into a file or a style element of the template's own; the kit never adds 'unsafe-inline'"
      : "Scripts that the server rendered get the page's nonce where script-src has 'nonce'; one that another script makes gets none: let it load a file; the kit never adds 'unsafe-inline'";
  }
  if (blocked === "eval" || blocked === "wasm-eval") return "Some script makes code out of text; the kit never adds 'unsafe-eval'";
  if (URL.canParse(blocked)) return `If the page is meant to: add ${new URL(blocked).host} to ${directive}`;
  return blocked.startsWith("/")
    ? `If the page is meant to: add 'self' to ${directive}`
    : `A whole scheme, ${blocked}:, is as wide as a wildcard: the kit adds none`;
}
