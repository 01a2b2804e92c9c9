import { mayReadPage } from "../../../access/may-read-page.ts";
import { parseRecords } from "../../../site/parse-records.ts";
import { textOf } from "../../../site/site-rows.ts";
import type { Site, WebPage } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckedSite, CheckMeta } from "../check.ts";
import { findReach } from "./describe-reach.ts";
import { findStranger, tablesOpenToStrangers } from "./open-tables-of-site.ts";
import { listWords } from "../list-words.ts";

const meta: CheckMeta = {
  code: "page-data-open",
  severity: "warning",
  about:
    "A page access rule keeps strangers off a page, and the table that the page shows is open to them all the same: the Web API gives its rows without the page.",
  advice: "Take the role of anonymous users out of the table permission; a page rule hides a page and no data.",
  source: "https://learn.microsoft.com/power-pages/security/page-security",
};

export const pageDataOpen: Check = {
  meta,
  find(checked) {
    const { site } = checked;
    if (!site.pageRules.some(({ active, right }) => active && right === "restrict-read")) return [];
    const open = new Set(
      checked
        .once(tablesOpenToStrangers)
        .filter((one) => one.open.has("read") && findReach(checked, one.table, "read", checked.once(findStranger)).kind === "web-api")
        .map(({ table }) => table),
    );
    if (open.size === 0) return [];
    const byId = new Map(site.pages.map((page) => [page.id, page]));
    const tablesOf = checked.once(tablesOfRecords);
    return site.pages
      .filter((page) => page.active && !mayReadPage(site, page, stranger, (at) => byId.get(at.parentId ?? "")))
      .flatMap((page) => {
        const tables = [...new Set(tablesOnPage(page, tablesOf))].filter((table) => open.has(table));
        if (tables.length === 0) return [];
        const names = listWords(tables);
        const message = `The page ${page.url ?? `"${page.name}"`} is kept from strangers by a page access rule, but what it shows is not: a stranger can list ${names} through the Web API. Take the role of anonymous users out of the table permission${tables.length === 1 ? "" : "s"} on ${names}, if the data is for members.`;
        return [siteFinding(meta.code, "warning", message, page)];
      });
  },
};

const stranger = { contactId: undefined, roleIds: [] };

/** Table by the id of the list or form that shows it. */
function tablesOfRecords({ site }: CheckedSite): ReadonlyMap<string, string> {
  return new Map(
    [...site.texts].flatMap(([path, text]) => {
      const kind = /\.(list|basicform)\.yml$/.exec(path)?.[1];
      if (kind === undefined) return [];
      return parseRecords(path, text).flatMap(({ values }): [string, string][] => {
        const id = textOf(values, kind === "list" ? "entitylistid" : "entityformid") ?? textOf(values, "id");
        const table = textOf(values, "entityname");
        return id === undefined || table === undefined ? [] : [[id.toLowerCase(), table]];
      });
    }),
  );
}

function tablesOnPage(page: WebPage, tablesOf: ReadonlyMap<string, string>): string[] {
  const records: readonly Pick<Site["website"], "values">[] = [page, ...page.contentPages.filter(({ active }) => active)];
  const shown = records.flatMap(({ values }) =>
    ["entitylist", "entityform"].flatMap((key) => tablesOf.get((textOf(values, key) ?? "").toLowerCase()) ?? []),
  );
  const copies = [page.parts.copy, ...page.contentPages.filter(({ active }) => active).map(({ parts }) => parts.copy)];
  const queried = copies.flatMap((copy) =>
    [...(copy?.text ?? "").matchAll(/<entity\s+name=["']([a-z0-9_]+)["']/g)].map(([, table]) => table ?? ""),
  );
  return [...shown, ...queried];
}
