import { withoutPrefix } from "./record-tables.ts";
import { recordKey, type DeployedRecord, type DeployedValue, type SiteRecords } from "./site-records.ts";

/** The columns by which a site finds a record, where that is not its id: two records of one name hide each other. */
const naturalKeys: Readonly<Record<string, readonly string[]>> = {
  adx_sitesetting: ["name"],
  adx_contentsnippet: ["name", "contentsnippetlanguageid"],
  adx_webtemplate: ["name"],
  adx_sitemarker: ["name"],
  adx_weblinkset: ["name", "websitelanguageid"],
  adx_webfile: ["partialurl", "parentpageid"],
  adx_webpage: ["partialurl", "parentpageid", "rootwebpageid", "webpagelanguageid"],
  adx_serverlogic: ["name"],
  adx_websitelanguage: ["portallanguageid"],
};

/** A record that others made in the environment, under the name that a new one of the folder has; the folder does not know it. */
export function findSameNamed(
  record: DeployedRecord,
  { base, remote, local }: { readonly base: SiteRecords; readonly remote: SiteRecords; readonly local: SiteRecords },
): DeployedRecord | undefined {
  const name = naturalNameOf(record);
  if (name === undefined) return undefined;
  for (const [key, other] of remote.records) {
    const isTheirs = other.table === record.table && !local.records.has(key) && !base.records.has(key) && key !== recordKey(record);
    if (isTheirs && naturalNameOf(other) === name) return other;
  }
  return undefined;
}

function naturalNameOf({ table, values }: DeployedRecord): string | undefined {
  const columns = naturalKeys[table];
  if (columns === undefined) return undefined;
  const byColumn = new Map(Object.entries(values).map(([key, value]) => [withoutPrefix(key), value]));
  const parts = columns.map((column) => textOf(byColumn.get(column)));
  return parts[0] === "" ? undefined : parts.join("\n").toLowerCase();
}

const textOf = (value: DeployedValue | undefined): string => (typeof value === "string" ? value : "");
