import type { PageParts, WebPage } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import { listWords } from "../list-words.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "root-copy-stale",
  severity: "info",
  about:
    "The root record of a page holds code (a script, a style, Liquid) that differs from that of its content pages, which visitors see: an old copy, easily edited instead of the right one. Plain text that the studio left behind is not told.",
  advice: "Edit the file in content-pages, and empty the root's or make it the same.",
  source: "https://learn.microsoft.com/power-pages/configure/enable-multiple-language-support",
};

const partNames = ["copy", "customJavaScript", "customCss"] as const satisfies readonly (keyof PageParts)[];

export const rootCopyStale: Check = {
  meta,
  find({ site }) {
    // A code site shows none of them.
    if (site.kind === "code") return [];
    // The studio writes one of the two, all over a site: told once. What it leaves behind is mostly the text of a page's first day, which harms nobody.
    const paths = site.pages.filter(({ active }) => active).flatMap(findStale);
    const [first] = paths;
    if (first === undefined) return [];
    const message =
      paths.length === 1
        ? `${first} holds code and differs from the text of the content page beside it, which is what visitors see in its language: it may be an old copy. Edit the file in content-pages, and empty this one or make it the same.`
        : `${paths.length} texts of root pages hold code and differ from those of the content pages beside them, which are what visitors see in their language (${listWords(paths)}): they may be old copies. Edit the files in content-pages, and empty these or make them the same.`;
    return [siteFinding(meta.code, "info", message, { path: first, line: 1 })];
  },
};

function findStale({ parts, contentPages }: WebPage): string[] {
  const shown = contentPages.filter(({ active }) => active);
  if (shown.length === 0) return [];
  return partNames.flatMap((name) => {
    const own = parts[name];
    if (own === undefined || !holdsCode(name, own.text)) return [];
    // A content page without the file was cut short, or never had the text: nothing can be compared.
    const texts = shown.flatMap((page) => page.parts[name]?.text ?? []);
    return texts.length === 0 || texts.some((text) => normalise(text) === normalise(own.text)) ? [] : [own.path];
  });
}

const holdsCode = (part: (typeof partNames)[number], text: string): boolean =>
  part === "copy" ? /<script\b|<style\b|<form\b|\{%|\{\{/i.test(text) : text.trim() !== "";

const normalise = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
