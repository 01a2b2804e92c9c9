import { findSecret } from "../../access/find-secret.ts";
import { hideSecrets } from "../hide-secrets.ts";
import { printableInLine } from "../printable.ts";
import { textOf } from "./close-record.ts";
import { isBlank } from "./compare-values.ts";
import { withoutPrefix } from "./record-tables.ts";
import type { DeployedRecord, DeployedValue } from "./site-records.ts";

/** A value's text as it may be printed: secrets are dots. */
export function hideValue(record: DeployedRecord, key: string, text: string): string {
  const isSecret =
    record.table === "adx_sitesetting" && withoutPrefix(key) === "value" && findSecret(textOf(record, "name"), text) !== undefined;
  return isSecret ? text.replaceAll(/\S/g, "•") : hideSecrets(record.files[key] ?? "", text);
}

/** Longer values are told by their beginning. */
const maxChars = 120;

/** A value in one line, a long one by its beginning. */
export function describeValue(record: DeployedRecord, key: string, value: DeployedValue | undefined): string {
  const text = lineOf(record, key, value);
  return text.length > maxChars ? `${text.slice(0, maxChars)}… (${text.length} characters)` : text;
}

/** Two values in one line each; of long ones what they have in common is left out. */
export function describeBoth(
  record: DeployedRecord,
  key: string,
  [before, after]: readonly [before: DeployedValue | undefined, after: DeployedValue | undefined],
): readonly [before: string, after: string] {
  const [one, other] = [lineOf(record, key, before), lineOf(record, key, after)];
  if (Math.max(one.length, other.length) <= maxChars) return [one, other];
  const most = Math.min(one.length, other.length);
  let start = 0;
  while (start < most && one[start] === other[start]) start++;
  let end = 0;
  while (end < most - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const cut = (text: string): string => {
    const from = start > aroundChars * 2 ? start - aroundChars : 0;
    const to = end > aroundChars * 2 ? text.length - end + aroundChars : text.length;
    const shown = text.slice(from, to);
    const isCut = shown.length > maxChars;
    return `${from > 0 ? "…" : ""}${isCut ? shown.slice(0, maxChars) : shown}${isCut || to < text.length ? "…" : ""}`;
  };
  return [cut(one), cut(other)];
}

/** So much of what two long values have in common is shown before and after what differs. */
const aroundChars = 20;

function lineOf(record: DeployedRecord, key: string, value: DeployedValue | undefined): string {
  if (isBlank(value) || value === undefined || value === null) return "(empty)";
  if (typeof value !== "string") return value.map((item) => printableInLine(nameOfItem(record, item))).join(", ");
  const hash = /^sha256:([0-9a-f]{12})[0-9a-f]{52}$/.exec(value)?.[1];
  if (hash !== undefined && record.files[key] !== undefined) return `a file (SHA-256 ${hash}…)`;
  return printableInLine(hideValue(record, key, value));
}

/** The rights of a column are numbers. https://learn.microsoft.com/power-pages/security/column-permissions */
const columnRights: Readonly<Record<string, string>> = { "746610000": "create", "746610001": "read", "746610002": "update" };

const nameOfItem = ({ table }: DeployedRecord, item: string): string =>
  table.startsWith("adx_columnpermission") ? (columnRights[item] ?? item) : item;

/** E.g. `site setting "Webapi/contact/enabled" (sitesetting.yml:12)`. */
export function describeRecord(record: DeployedRecord): string {
  const name = record.name === "" ? record.id : `"${record.name}"`;
  return printableInLine(`${nameOfTable(record.table)} ${name} (${record.path}:${record.line})`);
}

const tableNames: Readonly<Record<string, string>> = {
  adx_columnpermission: "column permission",
  adx_columnpermissionprofile: "column permission profile",
  adx_contentsnippet: "content snippet",
  adx_entityform: "basic form",
  adx_entityformmetadata: "basic form metadata",
  adx_entitylist: "list",
  adx_entitypermission: "table permission",
  adx_pagetemplate: "page template",
  adx_publishingstate: "publishing state",
  adx_serverlogic: "server logic",
  adx_sitemarker: "site marker",
  adx_sitesetting: "site setting",
  adx_webfile: "web file",
  adx_webform: "advanced form",
  adx_webformmetadata: "advanced form metadata",
  adx_webformstep: "advanced form step",
  adx_weblink: "web link",
  adx_weblinkset: "web link set",
  adx_webpage: "web page",
  adx_webpageaccesscontrolrule: "web page rule",
  adx_webrole: "web role",
  adx_websiteaccess: "website access permission",
  adx_websitelanguage: "website language",
  adx_webtemplate: "web template",
};

export const nameOfTable = (table: string): string => tableNames[table] ?? table.replace(/^[a-z]+_/, "");
