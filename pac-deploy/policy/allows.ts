import { createHash } from "node:crypto";
import { assertNever } from "../../access/assert-never.ts";
import { matchSource } from "./match-source.ts";
import type { Directive, Policy } from "./parse-policy.ts";

/** Something a page does that its policy may forbid. */
export type PolicyRequest =
  | {
      readonly kind: "script";
      readonly url: URL;
      /** The element carries the page's nonce. */
      readonly hasNonce: boolean;
      /** The element stands in the page's own HTML; otherwise a script has made it. */
      readonly isParserInserted: boolean;
    }
  | { readonly kind: "inline-script"; readonly hasNonce: boolean }
  | { readonly kind: "inline-style"; readonly text: string }
  | { readonly kind: "connect"; readonly url: URL }
  | { readonly kind: "image"; readonly url: URL };

/** Which directive decides: the first that is there. https://www.w3.org/TR/CSP3/#directive-fallback-list */
const fallbacks = {
  script: ["script-src-elem", "script-src", "default-src"],
  "inline-script": ["script-src-elem", "script-src", "default-src"],
  "inline-style": ["style-src-elem", "style-src", "default-src"],
  connect: ["connect-src", "default-src"],
  image: ["img-src", "default-src"],
} as const satisfies Record<PolicyRequest["kind"], readonly string[]>;

/** The directive of the policy that decides about such a request; undefined: none does. */
export function findGoverning<Found extends Pick<Directive, "name">>(
  directives: readonly Found[],
  kind: PolicyRequest["kind"],
): Found | undefined {
  return fallbacks[kind].map((name) => directives.find((directive) => directive.name === name)).find((found) => found !== undefined);
}

/**
 * Whether the policy of a site setting lets this through. `'nonce'` is what Power Pages writes the page's nonce for; another nonce is nobody's.
 * https://www.w3.org/TR/CSP3/#script-pre-request, https://www.w3.org/TR/CSP3/#match-element-to-source-list
 * @param origin of the page
 */
export function allows(
  { directives }: { readonly directives: readonly Pick<Policy["directives"][number], "name" | "sources">[] },
  request: PolicyRequest,
  origin: URL,
): boolean {
  const sources = findGoverning(directives, request.kind)?.sources;
  if (sources === undefined) return true;
  const hosts = (url: URL): boolean => sources.some((source) => matchSource(source, url, origin));
  switch (request.kind) {
    case "script":
      if (request.hasNonce && hasPageNonce(sources)) return true;
      return isStrictDynamic(sources) ? !request.isParserInserted : hosts(request.url);
    case "inline-script":
      return (request.hasNonce && hasPageNonce(sources)) || (isAnyInline(sources) && !isStrictDynamic(sources));
    case "inline-style":
      return isAnyInline(sources) || sources.some((source) => isHashOf(source, request.text));
    case "connect":
    case "image":
      return hosts(request.url);
    default:
      return assertNever(request);
  }
}

/** `'nonce'` as it stands in the setting. https://learn.microsoft.com/power-pages/security/manage-content-security-policy */
export const hasPageNonce = (sources: readonly string[]): boolean => has(sources, /^'nonce'$/i);
export const isStrictDynamic = (sources: readonly string[]): boolean => has(sources, /^'strict-dynamic'$/i);

/** `'unsafe-inline'` counts for nothing beside a nonce or a hash. */
const isAnyInline = (sources: readonly string[]): boolean =>
  has(sources, /^'unsafe-inline'$/i) && !has(sources, /^'(?:nonce|(?:nonce|sha256|sha384|sha512)-[a-z\d+/_-]+={0,2})'$/i);

const has = (sources: readonly string[], pattern: RegExp): boolean => sources.some((source) => pattern.test(source));

function isHashOf(source: string, text: string): boolean {
  const [, algorithm, digest] = /^'(sha256|sha384|sha512)-([a-z\d+/_-]+={0,2})'$/i.exec(source) ?? [];
  if (algorithm === undefined || digest === undefined) return false;
  return digest.replaceAll("-", "+").replaceAll("_", "/") === createHash(algorithm.toLowerCase()).update(text).digest("base64");
}

/** The source that lets exactly this inline text through. */
export const hashSource = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
