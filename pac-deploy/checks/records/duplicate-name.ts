import type { Finding } from "../../../contract/finding.ts";
import { policySettingNames } from "../../../contract/new-site-policy.ts";
import type { SiteRecord } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import { listWords } from "../list-words.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "duplicate-name",
  severity: "warning",
  about:
    "Two active records have the same name where the portal looks them up by name, and say different things: it takes the one it finds first, and nothing in the folder tells which that is.",
  advice: "Give one another name, or delete it; pac adds the record's id to the file names of such records.",
  source: "https://learn.microsoft.com/power-pages/configure/configure-site-settings",
};

interface Named extends SiteRecord {
  readonly languageId?: string | undefined;
}

interface Kind<Item extends Named> {
  readonly what: string;
  readonly items: readonly Item[];
  /** What the portal would take from the record. */
  readonly says: (item: Item) => string;
}

/** The policy's settings are told by `policy-set-twice`. */
const policyNames: ReadonlySet<string> = new Set(Object.values(policySettingNames).map((name) => name.toLowerCase()));

export const duplicateName: Check = {
  meta,
  find({ site }) {
    return [
      ...findAmong({ what: "web templates", items: site.webTemplates, says: ({ source }) => source }),
      ...findAmong({ what: "content snippets", items: site.snippets, says: ({ value }) => value ?? "" }),
      ...findAmong({
        what: "site settings",
        items: site.settings.filter(({ name }) => !policyNames.has(name.toLowerCase())),
        says: ({ value, environmentVariable }) => environmentVariable ?? value ?? "",
      }),
      ...findAmong({ what: "site markers", items: site.siteMarkers, says: ({ pageId }) => pageId ?? "" }),
      ...findAmong({ what: "web link sets", items: site.linkSets, says: ({ id }) => id }),
    ];
  },
};

function findAmong<Item extends Named>({ what, items, says }: Kind<Item>): Finding[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    if (!item.active || item.name === "") continue;
    const key = `${item.languageId ?? ""}/${item.name.toLowerCase()}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first, second] = group;
    if (first === undefined || second === undefined) return [];
    const isSame = group.every((item) => says(item).trim() === says(first).trim());
    const places = group.filter((item) => item !== second).map(({ path, line }) => `${path}:${line}`);
    const others = `${places.length === 1 ? "the other" : "the others"}: ${listWords(places)}`;
    const message = isSame
      ? `${group.length} ${what} are called "${first.name}" and say the same (${others}); one is enough, and a change to one of them may do nothing.`
      : `${group.length} ${what} are called "${first.name}" and differ (${others}): the portal takes the one it finds first, and the folder does not tell which that is. Keep one.`;
    return [siteFinding(meta.code, isSame ? "info" : "warning", message, second)];
  });
}
