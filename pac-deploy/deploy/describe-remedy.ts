import { rightsOf, textOf } from "./close-record.ts";
import { itemsOf, without } from "./compare-values.ts";
import { withoutPrefix } from "./record-tables.ts";
import type { DeployedRecord, DeployedValue, SiteRecords } from "./site-records.ts";

type Left =
  | { readonly kind: "deletion"; readonly record: DeployedRecord; readonly isOpen: boolean }
  | {
      readonly kind: "blank" | "unlink";
      readonly record: DeployedRecord;
      readonly key: string;
      readonly wanted: DeployedValue | undefined;
      /** What the environment holds after the upload. */
      readonly before: DeployedValue | undefined;
      readonly remote: SiteRecords;
    };

/** What an upload cannot do, what that means, and who can do it. */
export function describeRemedy(left: Left): string {
  switch (left.kind) {
    case "deletion":
      return describeDeletion(left.record, left.isOpen);
    case "blank":
      return describeBlank(left.record, left.key);
    default: {
      const { record, key, wanted, before, remote } = left;
      return describeUnlink(
        record,
        without(itemsOf(before), itemsOf(wanted)).map((id) => nameOf(id, remote)),
        key,
      );
    }
  }
}

function describeDeletion(record: DeployedRecord, isOpen: boolean): string {
  const first = isOpen ? "it is uploaded closed first; then --delete removes it" : "--delete removes it";
  const effect = describeAbsence(record);
  return `${first}, or delete it in the environment${effect === undefined ? "" : `. ${effect}`}`;
}

/** What to think of before a record goes; undefined: nothing. */
export function describeAbsence({ table }: DeployedRecord): string | undefined {
  switch (table) {
    case "adx_columnpermissionprofile":
    case "adx_columnpermission":
      return "Without it the Web API may give more columns, not fewer: a role without a profile may use every column that the fields setting lists";
    case "adx_webpageaccesscontrolrule":
      return "It restricts pages: without it they are open to whoever it kept out";
    case "adx_serverlogic":
      return "Until then it goes on answering whoever has its roles";
    default:
      return undefined;
  }
}

function describeBlank(record: DeployedRecord, key: string): string {
  const setting = /^webapi\/([^/]+)\/(enabled|fields)$/i.exec(record.table === "adx_sitesetting" ? textOf(record, "name") : "");
  if (setting !== null) {
    const closing = setting[2]?.toLowerCase() === "enabled" ? "false" : `${setting[1]?.toLowerCase()}id`;
    return `it stays open as it is: give it the value ${closing} in the folder, which an upload carries, or empty it in the environment`;
  }
  return `empty ${withoutPrefix(key)} in the environment (Portal Management), or give it a value of its own in the folder`;
}

function describeUnlink(record: DeployedRecord, names: readonly string[], key: string): string {
  const what = names.map((name) => `"${name}"`).join(" and ");
  const rights = record.table === "adx_entitypermission" ? rightsOf(record) : [];
  const open =
    rights.length === 0
      ? ""
      : `; until then ${names.length === 1 ? "it goes" : "they go"} on to have ${rights.join(", ")} on ${textOf(record, "entitylogicalname")}. To close it by an upload, set these rights to false`;
  return /webrole/i.test(key) ? `take the web role ${what} off it in the environment${open}` : `take ${what} off it in the environment`;
}

function nameOf(id: string, { records }: SiteRecords): string {
  for (const record of records.values()) if (record.id === id.toLowerCase() && record.name !== "") return record.name;
  return id;
}
