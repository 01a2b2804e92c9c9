import { Parser } from "htmlparser2";
import { maskLiquid } from "../../site-code/mask-liquid.ts";
import type { SiteText } from "../../site-code/list-site-texts.ts";
import { siteOrigin } from "../../policy/find-policy-needs.ts";
import type { CheckedSite } from "../check.ts";

export type LoadKind = "script" | "style" | "image" | "frame";
export type InlineKind = "inline-script" | "event-handler" | "inline-style" | "style-attribute";

interface Place {
  readonly source: SiteText;
  /** Of the element, in UTF-16 code units. */
  readonly offset: number;
}

/** Something that a page fetches from another host. */
export interface PageLoad extends Place {
  readonly kind: LoadKind;
  readonly url: URL;
}

/** Something that stands in a page's own HTML and that a policy may forbid. */
export interface PageInline extends Place {
  readonly kind: InlineKind;
  readonly text: string;
}

/**
 * What the site's HTML loads from other hosts, as far as it is written there: what a script adds, and addresses made by Liquid, nobody can tell from the
 * folder.
 */
export function listPageLoads(checked: CheckedSite): readonly PageLoad[] {
  // Parsing every page takes longer than all else here, and few load anything.
  return listShown(checked)
    .filter(({ text }) => mayLoad.test(text))
    .flatMap((text) => collect(text).loads);
}

/** What stands in the pages' own HTML and a policy may forbid. */
export const listPageInline = (checked: CheckedSite): readonly PageInline[] =>
  listShown(checked)
    .filter(({ text }) => mayStandInline.test(text))
    .flatMap((text) => collect(text).inline);

const mayStandInline = /<(?:script|style)\b|\b(?:style|on[a-z]+)\s*=/i;

const mayLoad = /<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)\s*=\s*["']?\s*(?:https?:)?\/\//i;

/** Of a code site only the application is shown. */
const listShown = ({ site, texts }: CheckedSite): SiteText[] =>
  texts.filter(
    ({ language, isShown, role }) =>
      language === "html" && isShown && role !== "server-logic" && (site.kind === "code") === (role === "application"),
  );

const runnable = /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script)$/i;

function collect(source: SiteText): { loads: PageLoad[]; inline: PageInline[] } {
  const loads: PageLoad[] = [];
  const inline: PageInline[] = [];
  const text = source.isLiquid ? maskLiquid(source.text) : source.text;
  let open: { readonly kind: "inline-script" | "inline-style"; readonly tag: number; readonly begin: number } | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      const tag = parser.startIndex;
      const begin = parser.endIndex + 1;
      const isFixed = !/\{[{%]/.test(source.text.slice(tag, begin));
      const load = loadOf(name, attributes);
      if (load !== undefined && isFixed) {
        const url = externalUrl(load.address);
        if (url !== undefined) loads.push({ kind: load.kind, url, source, offset: tag });
      }
      if (name === "script" && attributes["src"] === undefined && runnable.test((attributes["type"] ?? "").trim()))
        open = { kind: "inline-script", tag, begin };
      if (name === "style") open = { kind: "inline-style", tag, begin };
      for (const [key, value] of Object.entries(attributes)) {
        if (/^on[a-z]+$/.test(key) && value !== "") inline.push({ kind: "event-handler", text: value, source, offset: tag });
        if (key === "style" && value !== "") inline.push({ kind: "style-attribute", text: value, source, offset: tag });
      }
    },
    onclosetag(name) {
      if (open === undefined || name !== (open.kind === "inline-script" ? "script" : "style")) return;
      inline.push({ kind: open.kind, text: text.slice(open.begin, parser.startIndex), source, offset: open.tag });
      open = undefined;
    },
  });
  parser.end(text);
  return { loads, inline };
}

function loadOf(name: string, attributes: Readonly<Record<string, string>>): { kind: LoadKind; address: string } | undefined {
  const { src, href, rel } = attributes;
  if (name === "script" && src !== undefined) return { kind: "script", address: src };
  if (name === "img" && src !== undefined) return { kind: "image", address: src };
  if (name === "iframe" && src !== undefined) return { kind: "frame", address: src };
  return name === "link" && href !== undefined && /(?:^|\s)stylesheet(?:\s|$)/i.test(rel ?? "")
    ? { kind: "style", address: href }
    : undefined;
}

/** undefined: it is on the site itself, or no address. */
function externalUrl(address: string): URL | undefined {
  const text = address.trim();
  if (!URL.canParse(text, siteOrigin.href)) return undefined;
  const url = new URL(text, siteOrigin);
  return url.origin !== siteOrigin.origin && /^https?:$/.test(url.protocol) && !url.hostname.includes("_") ? url : undefined;
}
