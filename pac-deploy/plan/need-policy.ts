import type { Finding } from "../../contract/finding.ts";
import type { Site } from "../../site/site.ts";
import { siteFinding, type Desired } from "./desired.ts";
import type { TrackingScript } from "../configuration/parse-tracking-script.ts";

const policySettings = ["HTTP/Content-Security-Policy", "HTTP/Content-Security-Policy-Report-Only"];

/**
 * Lets the tracker's own hosts through the site's Content-Security-Policy: the library's in script-src, the collector's in connect-src.
 * A site without a policy needs nothing, and a directive that allows the host already stays as it is.
 * Script elements the loader makes carry no nonce, so the host must be listed.
 * https://learn.microsoft.com/power-pages/security/manage-content-security-policy
 */
export function needPolicy(site: Site, script: TrackingScript): { desired: Desired[]; findings: Finding[] } {
  const needs = [
    { directive: "script-src", host: new URL(script.src).host },
    ...(script.endpointUrl === undefined || !URL.canParse(script.endpointUrl)
      ? []
      : [{ directive: "connect-src", host: new URL(script.endpointUrl).host }]),
  ];
  const desired: Desired[] = [];
  const findings: Finding[] = [];
  for (const name of policySettings) {
    const setting = site.settings.find((candidate) => candidate.active && candidate.name.toLowerCase() === name.toLowerCase());
    if (setting?.environmentVariable !== undefined) {
      findings.push(
        siteFinding(
          "policy-from-environment",
          "warning",
          `${name} comes from the environment variable ${setting.environmentVariable}: let ${needs.map(({ directive, host }) => `${directive} ${host}`).join(" and ")} through there`,
          setting,
        ),
      );
      continue;
    }
    if (!setting?.value) continue;
    const { policy, added } = needs.reduce((before, { directive, host }) => allowHost(before, directive, host), {
      policy: setting.value,
      added: [] as readonly string[],
    });
    if (added.length === 0) continue;
    const why = `lets ${added.join(" and ")} through ${name}, or the tracker would be blocked`;
    desired.push({ kind: "value", path: setting.path, recordId: setting.id, key: "adx_value", value: policy, why });
    findings.push(
      siteFinding("policy-extended", "info", `${name}: adds ${added.join(" and ")}, or the browser would block the tracker`, setting),
    );
  }
  return { desired, findings };
}

interface Extended {
  readonly policy: string;
  /** E.g. `script-src example.com`. */
  readonly added: readonly string[];
}

/** The policy with the host in that directive; the rest of its text stays. Without the directive `default-src` counts, so a copy of that is added. */
function allowHost({ policy, added }: Extended, directive: string, host: string): Extended {
  const own = findDirective(policy, directive);
  const effective = own ?? findDirective(policy, "default-src");
  if (effective === undefined || effective.sources.some((source) => allows(source, host))) return { policy, added };
  const sources = effective.sources.filter((source) => source.toLowerCase() !== "'none'");
  const text = [directive, ...sources, host].join(" ");
  const extended =
    own === undefined
      ? `${policy.trimEnd().replace(/;$/, "")}; ${text}`
      : policy.slice(0, own.start) +
        (own.sources.length === sources.length ? `${policy.slice(own.start, own.end)} ${host}` : text) +
        policy.slice(own.end);
  return { policy: extended, added: [...added, `${directive} ${host}`] };
}

interface Directive {
  readonly start: number;
  readonly end: number;
  readonly sources: readonly string[];
}

function findDirective(policy: string, name: string): Directive | undefined {
  const match = new RegExp(String.raw`(?<=^|;)(\s*)(${name}(?:\s[^;]*?)?)\s*(?=;|$)`, "i").exec(policy);
  if (match?.[2] === undefined) return undefined;
  const start = match.index + (match[1]?.length ?? 0);
  return { start, end: start + match[2].length, sources: match[2].trim().split(/\s+/).slice(1) };
}

/** Whether one source of a directive lets an https address of the host through. https://www.w3.org/TR/CSP3/#match-url-to-source-expression */
function allows(source: string, host: string): boolean {
  const plain = source.toLowerCase();
  if (plain === "*" || plain === "https:") return true;
  const named = plain.replace(/^https?:\/\//, "").replace(/[/:].*$/, "");
  return named === host || (named.startsWith("*.") && host.endsWith(named.slice(1)));
}
