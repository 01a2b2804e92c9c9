import { assertNever } from "../../../access/assert-never.ts";
import { platformContentHosts } from "../../../contract/new-site-policy.ts";
import type { Finding } from "../../../contract/finding.ts";
import { allows, findGoverning, hasPageNonce } from "../../policy/allows.ts";
import { siteOrigin } from "../../policy/find-policy-needs.ts";
import { matchSource } from "../../policy/match-source.ts";
import type { Policy } from "../../policy/parse-policy.ts";
import { siteFinding } from "../../plan/desired.ts";
import { findPlace } from "../../../contract/place.ts";
import type { Check, CheckedSite, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { listPageInline, listPageLoads, type InlineKind, type LoadKind, type PageInline, type PageLoad } from "./page-loads.ts";
import { enforcedPolicy } from "./policies-of-site.ts";

const meta: CheckMeta = {
  code: "policy-blocks",
  severity: "warning",
  about: "The site's Content-Security-Policy forbids something that its own pages load or run.",
  advice: "Add the host to the directive that is named, or take what is loaded out of the page.",
  source: "https://learn.microsoft.com/power-pages/security/manage-content-security-policy",
};

export const policyBlocks: Check = {
  meta,
  find(checked) {
    const { policies, setting } = checked.once(enforcedPolicy);
    if (policies.length === 0 || setting === undefined) return [];
    const blocked = checked.once(listPageLoads).flatMap((load) => {
      const directive = findBlocking(policies, load);
      return directive === undefined ? [] : [{ load, directive }];
    });
    return [...findPlatform(policies, setting), ...tellLoads(blocked), ...tellInline(checked, policies, setting)];
  },
};

const names: Readonly<Record<LoadKind, readonly string[]>> = {
  script: ["script-src-elem", "script-src", "default-src"],
  style: ["style-src-elem", "style-src", "default-src"],
  image: ["img-src", "default-src"],
  frame: ["frame-src", "child-src", "default-src"],
};

/** The directive that forbids it; undefined: all policies let it through. Nonces are for inline scripts: a script of another host needs its host named. */
function findBlocking(policies: readonly Policy[], { kind, url }: PageLoad): string | undefined {
  for (const { directives } of policies) {
    const directive = names[kind].map((name) => directives.find((one) => one.name === name)).find((found) => found !== undefined);
    if (directive === undefined) continue;
    const isAllowed =
      kind === "script"
        ? allows({ directives }, { kind, url, hasNonce: false, isParserInserted: true }, siteOrigin)
        : directive.sources.some((source) => matchSource(source, url, siteOrigin));
    if (!isAllowed) return directive.name;
  }
  return undefined;
}

/** One for each host and directive, at the first place. */
function tellLoads(blocked: readonly { readonly load: PageLoad; readonly directive: string }[]): Finding[] {
  const groups = new Map<string, { load: PageLoad; directive: string; count: number }>();
  for (const { load, directive } of blocked) {
    const key = `${directive} ${load.url.host}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { load, directive, count: 1 });
    else group.count += 1;
  }
  return [...groups.values()].map(({ load, directive, count }) => {
    const more = count === 1 ? "" : ` So do ${count - 1} more place${count === 2 ? "" : "s"}.`;
    const message = `${load.source.where} loads ${words[load.kind]} from ${load.url.host}, which the site's Content-Security-Policy forbids: ${directive} does not name that host.${more} Add it to ${directive}, or take this out.`;
    return findingAt(meta, load.source, load.offset, message);
  });
}

const words: Readonly<Record<LoadKind, string>> = { script: "a script", style: "a style sheet", image: "an image", frame: "a frame" };

const inlineWords: Readonly<Record<InlineKind, readonly [one: string, many: string, directive: "script-src" | "style-src"]>> = {
  "inline-script": ["inline script", "inline scripts", "script-src"],
  "event-handler": ["inline event handler", "inline event handlers", "script-src"],
  "inline-style": ["style element", "style elements", "style-src"],
  "style-attribute": ["style attribute", "style attributes", "style-src"],
};

/** The policy is the cause, so it is the place. */
function tellInline(
  checked: CheckedSite,
  policies: readonly Policy[],
  setting: { readonly path: string; readonly line: number },
): Finding[] {
  // Whether the scripts of a code site's own page get a nonce is not documented.
  if (checked.site.kind === "code") return [];
  const inline = checked.once(listPageInline);
  return (Object.keys(inlineWords) as InlineKind[]).flatMap((kind) => {
    const blocked = inline.filter((one) => one.kind === kind && policies.some((policy) => !allowsInline(policy, one)));
    const [first] = blocked;
    if (first === undefined) return [];
    const [one, many, directive] = inlineWords[kind];
    const what = blocked.length === 1 ? `an ${one}`.replace(/^an s/, "a s") : `${blocked.length} ${many}`;
    const remedy = directive === "script-src" ? "'nonce', which the portal fills in," : "'unsafe-inline'";
    const message = `The policy forbids ${what} of the site's own pages (the first in ${first.source.path}:${findPlace(first.source.text, first.offset).line}). Add ${remedy} to ${directive}, or take them out.`;
    return [siteFinding(meta.code, "warning", message, setting)];
  });
}

function allowsInline({ directives }: Policy, { kind, text }: PageInline): boolean {
  switch (kind) {
    case "inline-script":
      return allows({ directives }, { kind, hasNonce: true }, siteOrigin);
    case "inline-style":
      return allows({ directives }, { kind, text }, siteOrigin);
    case "event-handler": {
      // With a nonce in the setting the portal adds the hashes of event handlers (documented).
      const sources = (directives.find(({ name }) => name === "script-src-attr") ?? findGoverning(directives, "inline-script"))?.sources;
      return sources === undefined || hasPageNonce(sources) || sources.some((source) => /^'unsafe-(?:inline|hashes)'$/i.test(source));
    }
    case "style-attribute": {
      const sources = (directives.find(({ name }) => name === "style-src-attr") ?? findGoverning(directives, "inline-style"))?.sources;
      return sources === undefined || sources.some((source) => /^'unsafe-(?:inline|hashes)'$/i.test(source));
    }
    default:
      return assertNever(kind);
  }
}

/** The portal's own scripts come from one of these hosts, whichever cloud it is in. */
function findPlatform(policies: readonly Policy[], setting: { readonly path: string; readonly line: number }): Finding[] {
  const isLet = platformContentHosts.some((host) =>
    policies.every(({ directives }) =>
      allows(
        { directives },
        { kind: "script", url: new URL(`https://${host}/resource/example.js`), hasNonce: false, isParserInserted: true },
        siteOrigin,
      ),
    ),
  );
  if (isLet) return [];
  const message = `The policy names none of the hosts that the portal's own scripts come from (${platformContentHosts.join(", ")}): without them forms and lists stop working. Add the one of your cloud to script-src.`;
  return [siteFinding(meta.code, "warning", message, setting)];
}
