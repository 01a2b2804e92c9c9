import type { Finding } from "../../../contract/finding.ts";
import type { WebPage } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import { listWords } from "../list-words.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "page-incomplete",
  severity: "warning",
  about: "A page names no page template, so nothing says how it is shown, or no publishing state, so navigation may pass it over.",
  advice: "Name both in the page's root record.",
  source: "https://learn.microsoft.com/power-pages/configure/web-page",
};

export const pageIncomplete: Check = {
  meta,
  find({ site }) {
    const pages = site.pages.filter(({ active, path }) => active && !/-deleted(?:_[0-9a-f]+)?\//i.test(path));
    return [
      ...findWithout(
        pages.filter(({ pageTemplateId }) => pageTemplateId === undefined),
        "page template",
        "nothing says how it is shown",
      ),
      ...findWithout(
        pages.filter(({ publishingStateId }) => publishingStateId === undefined),
        "publishing state",
        "whether it is published is left open, and navigation may pass it over",
      ),
    ];
  },
};

function findWithout(pages: readonly WebPage[], what: string, effect: string): Finding[] {
  const [first, ...others] = pages;
  if (first === undefined) return [];
  const message =
    others.length === 0
      ? `The page "${first.name}" has no ${what}: ${effect}.`
      : `${pages.length} pages have no ${what} (${listWords(pages.map(({ name }) => `"${name}"`))}): ${effect}.`;
  return [siteFinding(meta.code, "warning", message, first)];
}
