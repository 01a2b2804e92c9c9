import { createHash } from "node:crypto";
import { Parser } from "htmlparser2";
import type { HostMap } from "../host-map.ts";
import { platformContentHosts, platformScriptFolder } from "./platform-scripts.ts";

export interface PolicySettings {
  /** Value of `HTTP/Content-Security-Policy`. */
  readonly enforced: string | undefined;
  /** Value of `HTTP/Content-Security-Policy-Report-Only`. */
  readonly reportOnly: string | undefined;
}

export interface GuardedPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A page under the site's Content-Security-Policy: a nonce for each inline script the server rendered, hashes for inline handlers, and the
 * policy under emulated addresses. Script elements that other scripts make get nothing, as on a portal.
 * https://learn.microsoft.com/power-pages/security/manage-content-security-policy
 * @param nonce base64, new for each page
 */
export function guardPage(
  html: string,
  settings: PolicySettings,
  options: { readonly nonce: string; readonly hostMap: HostMap; readonly insightsOrigin: string; readonly portalOrigin: string },
): GuardedPage {
  const values = { "content-security-policy": settings.enforced, "content-security-policy-report-only": settings.reportOnly };
  const policies = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1].trim() !== "");
  if (policies.length === 0) return { html, headers: {} };
  const usesNonce = policies.some(([, policy]) => /'nonce'/i.test(policy));
  const { scriptOffsets, handlers } = findInlineCode(html);
  const stamped = usesNonce ? stamp(html, scriptOffsets, ` nonce="${options.nonce}"`) : html;
  const nonceSources = [
    `'nonce-${options.nonce}'`,
    ...(handlers.length === 0 ? [] : ["'unsafe-hashes'", ...handlers.map(hashSource)]),
  ].join(" ");
  return {
    html: stamped,
    headers: Object.fromEntries(policies.map(([name, policy]) => [name, mapPolicy(policy, options).replaceAll(/'nonce'/gi, nonceSources)])),
  };
}

/** Where inline scripts' start tags may take an attribute, and the texts of `on…` attributes. */
function findInlineCode(html: string): { scriptOffsets: number[]; handlers: string[] } {
  const scriptOffsets: number[] = [];
  const handlers = new Set<string>();
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === "script" && attributes["src"] === undefined && attributes["nonce"] === undefined)
        scriptOffsets.push(parser.startIndex + "<script".length);
      for (const [attribute, code] of Object.entries(attributes)) if (attribute.startsWith("on")) handlers.add(code);
    },
  });
  parser.end(html);
  return { scriptOffsets, handlers: [...handlers] };
}

function stamp(html: string, offsets: readonly number[], attribute: string): string {
  let stamped = "";
  let from = 0;
  for (const offset of offsets) {
    stamped += html.slice(from, offset) + attribute;
    from = offset;
  }
  return stamped + html.slice(from);
}

const hashSource = (code: string): string => `'sha256-${createHash("sha256").update(code).digest("base64")}'`;

/**
 * The site's own https addresses are http here, so `https:` also means this portal and the mapped hosts; a source that names or covers a
 * mapped host means its emulated address; a host of the platform's scripts also means where they are here. `upgrade-insecure-requests` would lead nowhere and is left out.
 */
function mapPolicy(
  policy: string,
  { hostMap, insightsOrigin, portalOrigin }: { readonly hostMap: HostMap; readonly insightsOrigin: string; readonly portalOrigin: string },
): string {
  const emulated = (host: string): string => `${insightsOrigin}/@${host}/`;
  const mapSource = (source: string): string[] => {
    const plain = source.toLowerCase();
    if (plain === "https:") return [source, "'self'", ...hostMap.hosts.map(emulated)];
    const named = plain.replace(/^https?:\/\//, "").replace(/[/:].*$/, "");
    if (platformContentHosts.some((host) => host === named)) return [source, portalOrigin + platformScriptFolder];
    const covered = hostMap.hosts.filter((host) => host === named || (named.startsWith("*.") && host.endsWith(named.slice(1))));
    return covered.length === 0 ? [source] : covered.map(emulated);
  };
  return policy
    .split(";")
    .map((directive) => directive.trim())
    .filter((directive) => directive !== "" && !/^upgrade-insecure-requests$/i.test(directive))
    .map((directive) => {
      const [name = "", ...sources] = directive.split(/\s+/);
      return [name, ...sources.flatMap(mapSource)].join(" ");
    })
    .join("; ");
}
