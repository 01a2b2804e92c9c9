import { isBlank } from "./checksum.ts";
import type { FakeRecord, FakeSite } from "./records.ts";

const no = "false";

/** Columns that Dataverse gives a value when a new row brings none: two-option columns say no. Which ones is assumed from what downloads always show. */
const defaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  adx_entitypermission: { append: no, appendto: no, create: no, delete: no, read: no, write: no },
  adx_pagetemplate: { isdefault: no, usewebsiteheaderandfooter: "true" },
  adx_webfile: { enabletracking: no, excludefromsearch: no, hiddenfromsitemap: no },
  adx_webpage: { enablerating: no, enabletracking: no, excludefromsearch: no, hiddenfromsitemap: no, sharedpageconfiguration: no },
  adx_webrole: { anonymoususersrole: no, authenticatedusersrole: no },
};

export function fillDefaults(record: FakeRecord, site: FakeSite): FakeRecord {
  const values = { ...record.values };
  const all = { ...defaults[record.table], ...(record.table === "adx_sitesetting" && site.model === "enhanced" ? { source: "0" } : {}) };
  for (const [bare, value] of Object.entries(all)) {
    const key = site.prefixed ? `adx_${bare}` : bare;
    if (isBlank(values[key] ?? null)) values[key] = value;
  }
  return { ...record, values };
}
