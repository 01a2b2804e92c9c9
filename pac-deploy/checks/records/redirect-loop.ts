import { parseRecords } from "../../../site/parse-records.ts";
import { recordOf, referenceOf, textOf } from "../../../site/site-rows.ts";
import type { Site, SiteRecord } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import { listWords } from "../list-words.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "redirect-loop",
  severity: "error",
  about: "Redirects of the site lead back to where they began: browsers give up on such an address.",
  advice: "Let one of them lead elsewhere, or delete it.",
  source: "https://learn.microsoft.com/power-pages/configure/add-redirect-url",
};

interface Redirect {
  readonly record: SiteRecord;
  readonly from: string;
  readonly to: string;
}

export const redirectLoop: Check = {
  meta,
  find({ site }) {
    const redirects = listRedirects(site);
    const bySource = new Map(redirects.map((redirect) => [redirect.from, redirect]));
    const told = new Set<Redirect>();
    return redirects.flatMap((redirect) => {
      const loop = followLoop(redirect, bySource);
      if (loop === undefined || told.has(redirect)) return [];
      for (const one of loop) told.add(one);
      const way = listWords(loop.map(({ from }) => from));
      const message = `The redirect "${redirect.record.name}" leads from ${redirect.from} back to ${redirect.from}${loop.length === 1 ? "" : `, over ${way}`}: browsers give up on that address.`;
      return [siteFinding(meta.code, "error", message, redirect.record)];
    });
  },
};

function listRedirects(site: Site): Redirect[] {
  const path = "redirect.yml";
  const urls = new Map(site.pages.flatMap(({ id, url, active }) => (url === undefined || !active ? [] : [[id, url] as const])));
  const markers = new Map(site.siteMarkers.filter(({ active }) => active).map(({ id, pageId }) => [id, pageId]));
  return parseRecords(path, site.texts.get(path) ?? "").flatMap(({ line, values }) => {
    const record = recordOf({ path, line, values }, "redirectid", "name");
    const from = textOf(values, "inboundurl");
    if (!record.active || from === undefined || from === "") return [];
    const pageId = referenceOf(values, "webpageid") ?? markers.get(referenceOf(values, "sitemarkerid") ?? "");
    const to = urls.get(pageId ?? "") ?? textOf(values, "redirecturl");
    // An address with a host leaves the site, as far as the folder tells.
    return to === undefined || to === "" || /^(?:[a-z]+:)?\/\//i.test(to) ? [] : [{ record, from: normalise(from), to: normalise(to) }];
  });
}

const normalise = (url: string): string =>
  `/${url
    .trim()
    .replace(/^~?\/*/, "")
    .replace(/\/+$/, "")}`.toLowerCase();

/** The redirects from this one back to it; undefined: it leads somewhere. */
function followLoop(first: Redirect, bySource: ReadonlyMap<string, Redirect>): readonly Redirect[] | undefined {
  const loop = [first];
  for (let at = bySource.get(first.to); at !== undefined; at = bySource.get(at.to)) {
    if (at === first) return loop;
    if (loop.includes(at)) return undefined;
    loop.push(at);
  }
  return undefined;
}
