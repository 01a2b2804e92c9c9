import { createHash } from "node:crypto";
import { Parser } from "htmlparser2";
import { platformContentHosts } from "../../contract/new-site-policy.ts";
import type { HostMap } from "../host-map.ts";
import { platformScriptFolder } from "./platform-scripts.ts";

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

export interface GuardOptions {
  /** base64, new for each page. */
  readonly nonce: string;
  readonly hostMap: HostMap;
  readonly insightsOrigin: string;
  readonly portalOrigin: string;
  /** Where violations are reported, instead of where the policy says; a policy that names no place gets this one with `addsReports` only. */
  readonly reportAddress?: string;
  readonly addsReports?: boolean;
  /** false: a file's text, of which the server renders nothing: no script gets the nonce, no handler a hash. */
  readonly isRendered?: boolean;
}

/**
 * A page under the site's Content-Security-Policy: a nonce for each inline script the server rendered, hashes for inline handlers, and the
 * policy under emulated addresses. Script elements that other scripts make get nothing, as on a portal; neither do style elements and attributes
 * nor `javascript:` addresses, for which nothing is documented.
 * https://learn.microsoft.com/power-pages/security/manage-content-security-policy
 */
export function guardPage(html: string, settings: PolicySettings, options: GuardOptions): GuardedPage {
  const values = { "content-security-policy": settings.enforced, "content-security-policy-report-only": settings.reportOnly };
  const policies = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1].trim() !== "");
  if (policies.length === 0) return { html, headers: {} };
  const { scriptOffsets, handlers } = options.isRendered === false ? { scriptOffsets: [], handlers: [] } : findInlineCode(html);
  const hashes = handlers.length === 0 ? [] : ["'unsafe-hashes'", ...handlers.map(hashSource)];
  return {
    html: usesNonce(settings) ? stamp(html, scriptOffsets, ` nonce="${options.nonce}"`) : html,
    headers: Object.fromEntries(policies.map(([name, policy]) => [name, mapPolicy(policy, { ...options, hashes })])),
  };
}

/** Whether inline scripts are stamped at all. */
export const usesNonce = ({ enforced, reportOnly }: PolicySettings): boolean =>
  [enforced, reportOnly].some((policy) => /'nonce'/i.test(policy ?? ""));

/** A part of a page with the nonce on its inline scripts; those that have one keep it, here and in `guardPage`. */
export function stampInlineScripts(html: string, nonce: string): string {
  return stamp(html, findInlineCode(html).scriptOffsets, ` nonce="${nonce}"`);
}

/** Where inline scripts' start tags may take an attribute, and the texts of `on…` attributes. */
function findInlineCode(html: string): { scriptOffsets: number[]; handlers: string[] } {
  const scriptOffsets: number[] = [];
  const handlers = new Set<string>();
  const parser = new Parser({
    onopentag(name, attributes) {
      forgetOuterElements(parser);
      if (name === "script" && attributes["src"] === undefined && attributes["nonce"] === undefined)
        scriptOffsets.push(parser.startIndex + "<script".length);
      for (const [attribute, code] of Object.entries(attributes)) if (attribute.startsWith("on")) handlers.add(code);
    },
  });
  parser.end(html);
  return { scriptOffsets, handlers: [...handlers] };
}

/** Elements within each other that are more than any page's. */
const maxOpenElements = 500;

/** The parser moves its whole list of open elements at each tag, so that a page of a hundred thousand open ones would take minutes. */
function forgetOuterElements(parser: Parser): void {
  for (const list of ["stack", "foreignContext"]) {
    // Private, and arrays, the innermost first; nothing about scripts and handlers hangs on the outer ones.
    const open: unknown = Reflect.get(parser, list);
    if (Array.isArray(open) && open.length > maxOpenElements) open.length = maxOpenElements;
  }
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
 * mapped host means its emulated address; a host of the platform's scripts also means where they are here. Reports of violations go nowhere but to the emulator. `upgrade-insecure-requests` would lead nowhere and is left out.
 */
function mapPolicy(
  policy: string,
  {
    nonce,
    hashes,
    hostMap,
    insightsOrigin,
    portalOrigin,
    reportAddress,
    addsReports,
  }: GuardOptions & { readonly hashes: readonly string[] },
): string {
  const emulated = (host: string): string => `${insightsOrigin}/@${host}/`;
  const mapSource = (directive: string, source: string): string[] => {
    const plain = source.toLowerCase();
    if (plain === "'nonce'") return [`'nonce-${nonce}'`, ...(handlerDirectives.test(directive) ? hashes : [])];
    if (plain === "https:") return [source, "'self'", ...hostMap.hosts.map(emulated)];
    const named = plain.replace(/^https?:\/\//, "").replace(/[/:].*$/, "");
    if (platformContentHosts.some((host) => host === named)) return [source, portalOrigin + platformScriptFolder];
    const covered = hostMap.hosts.filter((host) => host === named || (named.startsWith("*.") && host.endsWith(named.slice(1))));
    return covered.length === 0 ? [source] : covered.map(emulated);
  };
  const directives = policy
    .split(";")
    .map((directive) => directive.trim())
    .filter((directive) => directive !== "" && !/^upgrade-insecure-requests$/i.test(directive));
  const reports = directives.some((directive) => reportDirectives.test(directive)) || addsReports === true;
  return [
    ...directives
      .filter((directive) => !reportDirectives.test(directive))
      .map((directive) => {
        const [name = "", ...sources] = directive.split(/\s+/);
        return [name, ...sources.flatMap((source) => mapSource(name, source))].join(" ");
      }),
    ...(reports && reportAddress !== undefined ? [`report-uri ${reportAddress}`] : []),
  ].join("; ");
}

/** `report-to` names an endpoint of another header and is sent late; one `report-uri` stands for both. */
const reportDirectives = /^report-(?:uri|to)(?:\s|$)/i;

/** Those that decide about inline handlers. */
const handlerDirectives = /^(?:script-src|script-src-attr|default-src)$/i;
