import type { Site, SiteRecord } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import { listWords } from "../list-words.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "url-taken-twice",
  severity: "warning",
  about: "Two pages, two web files, or a page and a web file have the same address: one of them cannot be reached.",
  advice: "Give one of them another partial URL, or delete it.",
  source: "https://learn.microsoft.com/power-pages/configure/web-page",
};

export const urlTakenTwice: Check = {
  meta,
  find({ site }) {
    const byUrl = new Map<string, SiteRecord[]>();
    for (const { record, url } of listAddresses(site)) byUrl.set(url, [...(byUrl.get(url) ?? []), record]);
    return [...byUrl].flatMap(([url, records]) => {
      const [first, second] = records;
      if (first === undefined || second === undefined) return [];
      const others = listWords(records.filter((record) => record !== second).map(({ name, path }) => `"${name}" (${path})`));
      return [
        siteFinding(
          meta.code,
          "warning",
          `"${second.name}" has the address ${url}, and so has ${others}: ${records.length === 2 ? "one of them cannot" : "only one of them can"} be reached.`,
          second,
        ),
      ];
    });
  },
};

/** Published ones; a draft may wait to take another's place. Addresses are compared as the portal does, without case. */
function listAddresses(site: Site): { record: SiteRecord; url: string }[] {
  const visible = new Set(site.publishingStates.filter(({ active, isVisible }) => active && isVisible).map(({ id }) => id));
  return [...site.pages, ...site.webFiles].flatMap((record) => {
    const { url, active, publishingStateId } = record;
    if (!active || url === undefined || publishingStateId === undefined || !visible.has(publishingStateId)) return [];
    return [{ record, url: url.replace(/(?<=.)\/$/, "").toLowerCase() }];
  });
}
