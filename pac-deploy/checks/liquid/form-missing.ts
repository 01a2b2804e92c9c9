import type { Finding } from "../../../contract/finding.ts";
import { parseForms } from "../../../site/parse-forms.ts";
import type { SiteRecord } from "../../../site/site.ts";
import type { Check, CheckedSite, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { listComponents } from "./list-components.ts";
import { listSiteLists } from "./list-site-lists.ts";
import { readSiteLiquid } from "./read-site-liquid.ts";
import { softenUnused } from "./soften-unused.ts";

const meta: CheckMeta = {
  code: "form-missing",
  severity: "error",
  about:
    "`entityform`, `webform` or `entitylist` asks for a basic form, multistep form or list that the site does not have, or has inactive: the page shows nothing there.",
  advice: "Write the name as the record has it, or add the record.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/dataverse-liquid-tags",
};

const kinds = { entityform: "basic form", webform: "multistep form", entitylist: "list" } as const;

export const formMissing: Check = {
  meta,
  find(checked) {
    const records = checked.once(listRecords);
    const unknown = new Set<string>();
    const findings = checked.once(readSiteLiquid).flatMap((text) => {
      const { source } = text;
      const told = new Set<string>();
      return listComponents(text).flatMap(({ kind, by, value, offset }): Finding[] => {
        if (value === undefined || told.has(`${kind} ${value}`)) return [];
        const wanted = value.toLowerCase();
        const fits = (record: SiteRecord): boolean =>
          (by !== "id" && record.name.toLowerCase() === wanted) || (by !== "name" && record.id === wanted.replaceAll(/[{}]/g, ""));
        const found = records[kind].filter(fits);
        if (found.some(({ active }) => active)) return [];
        told.add(`${kind} ${value}`);
        if (value === "")
          // The studio leaves such a tag behind where somebody put a form in and chose none.
          return [
            {
              ...findingAt(
                meta,
                source,
                offset,
                `This names no ${kinds[kind]}, so nothing is shown here; write the name of one, or take the tag out.`,
              ),
              severity: "warning",
            },
          ];
        const what = `${kinds[kind]} ${by === "id" ? "with the id" : "named"} "${value}"`;
        if (records[kind].length === 0 && unknown.has(kind)) return [];
        if (records[kind].length === 0) {
          unknown.add(kind);
          return [
            {
              ...findingAt(
                meta,
                source,
                offset,
                `The folder holds no ${kinds[kind]} at all, so nobody can say whether there is a ${what}; download it with its forms and lists.`,
              ),
              severity: "cannot-conclude",
            },
          ];
        }
        const why = found.length > 0 ? `The ${what} is inactive` : `The site has no ${what}`;
        return [
          findingAt(
            meta,
            source,
            offset,
            `${why}, so nothing is shown here; ${found.length > 0 ? "activate it" : "correct it or add the record"}.`,
          ),
        ];
      });
    });
    return softenUnused(checked, findings);
  },
};

function listRecords({ site }: CheckedSite): Readonly<Record<keyof typeof kinds, readonly SiteRecord[]>> {
  const { basicForms, advancedForms } = parseForms(site);
  return { entityform: basicForms, webform: advancedForms, entitylist: listSiteLists(site) };
}
