import type { Finding } from "../../../contract/finding.ts";
import type { SiteRecord } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import { listWords } from "../list-words.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "inactive-record-used",
  severity: "warning",
  about: "An active record hangs on one that is inactive, which for the portal is not there.",
  advice: "Activate it again, or let the others name another.",
  source: "https://learn.microsoft.com/power-pages/configure/web-page",
};

interface Use {
  readonly from: SiteRecord;
  readonly id: string | undefined;
}

interface Relation {
  /** E.g. `page template`. */
  readonly what: string;
  /** What becomes of the others. */
  readonly effect: string;
  readonly targets: readonly SiteRecord[];
  readonly uses: readonly Use[];
}

export const inactiveRecordUsed: Check = {
  meta,
  find({ site }) {
    const pages = site.pages.filter(({ active }) => active);
    const relations: readonly Relation[] = [
      {
        what: "page template",
        effect: "a page cannot be shown without its page template",
        targets: site.pageTemplates,
        uses: pages.map((from) => ({ from, id: from.pageTemplateId })),
      },
      {
        what: "web template",
        effect: "a page template shows nothing without its web template",
        targets: site.webTemplates,
        uses: [
          ...site.pageTemplates.filter(({ active }) => active).map((from) => ({ from, id: from.webTemplateId })),
          { from: site.website, id: site.website.footerTemplateId },
        ],
      },
      {
        what: "page",
        effect: "what lies below a page that is not there has no address",
        targets: site.pages,
        uses: [...pages, ...site.webFiles.filter(({ active }) => active)].map((from) => ({ from, id: from.parentId })),
      },
      {
        what: "page",
        effect: "a site marker leads nowhere without its page",
        targets: site.pages,
        uses: site.siteMarkers.filter(({ active }) => active).map((from) => ({ from, id: from.pageId })),
      },
      {
        what: "publishing state",
        effect: "whether it is published cannot be told",
        targets: site.publishingStates,
        uses: pages.map((from) => ({ from, id: from.publishingStateId })),
      },
    ];
    return relations.flatMap(findUses);
  },
};

/** One for each inactive record, with how many hang on it. */
function findUses({ what, effect, targets, uses }: Relation): Finding[] {
  const inactive = new Map(targets.filter(({ active }) => !active).map((target) => [target.id, { target, users: [] as SiteRecord[] }])); // Filled below.
  for (const { from, id } of uses) inactive.get(id ?? "")?.users.push(from);
  return [...inactive.values()].flatMap(({ target, users }) => {
    if (users.length === 0) return [];
    const names = listWords(users.map(({ name }) => `"${name}"`));
    const message = `The ${what} "${target.name}" is inactive, and ${names} hang${users.length === 1 ? "s" : ""} on it (${users[0]?.path ?? ""}): ${effect}. Activate it, or name another there.`;
    return [siteFinding(meta.code, "warning", message, target)];
  });
}
