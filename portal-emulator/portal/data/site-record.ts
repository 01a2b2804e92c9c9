import { createLiquidObject, type LiquidObject } from "../../../liquid/liquid-object.ts";
import { parseRecords } from "../../../site/parse-records.ts";
import { recordKindOf } from "../../../site/site-layout.ts";
import type { Site, SiteRecord } from "../../../site/site.ts";
import { findPrefix, tablesOfKinds } from "./site-tables.ts";

/** Kinds of files by what their table is called. */
const kinds = new Map(Object.entries(tablesOfKinds).map(([kind, table]) => [table, kind]));

/**
 * A record of the portal's own configuration tables, as the site folder holds it; undefined: there is none, or it is inactive.
 * Stock templates read such tables in sites without a permission on them, so none is asked for (assumed).
 */
export function findSiteRecord(site: Site, table: string, id: string): LiquidObject | undefined {
  const name = table.slice(findPrefix(table)?.length ?? table.length);
  if (name === "") return undefined;
  const values = findValues(site, { name, id: id.toLowerCase() });
  return (
    values &&
    createLiquidObject({
      members: { id: id.toLowerCase(), logical_name: table },
      index: (key) =>
        showText(values[String(key)] ?? values[String(key).replace(/^mspp_/, "adx_")] ?? values[String(key).replace(/^(?:adx|mspp)_/, "")]),
    })
  );
}

function findValues(site: Site, { name, id }: { readonly name: string; readonly id: string }): SiteRecord["values"] | undefined {
  const kind = kinds.get(name) ?? name;
  for (const [path, text] of site.texts) {
    if (!path.endsWith(".yml") || recordKindOf(path) !== kind || !text.toLowerCase().includes(id)) continue;
    for (const { values } of parseRecords(path, text)) {
      const own = values[`adx_${name}id`] ?? values["id"];
      const isActive = values["statecode"] !== "1";
      if (typeof own === "string" && own.toLowerCase() === id && isActive) return values;
    }
  }
  return undefined;
}

/** Truth is truth, an empty value is nil. */
function showText(value: string | readonly string[] | undefined): unknown {
  if (value === undefined || value === "") return undefined;
  return value === "true" ? true : value === "false" ? false : value;
}
