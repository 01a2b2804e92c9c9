import type { Finding } from "../../contract/finding.ts";
import { siteSettingPath } from "../../site/file-names.ts";
import type { SiteSetting } from "../../site/site.ts";
import { siteFinding, type Desired } from "./desired.ts";
import type { RecordWriter } from "./kit-records.ts";

interface SettingsPart {
  readonly desired: readonly Desired[];
  readonly findings: readonly Finding[];
}

const settingNames = { enabled: "Webapi/contact/enabled", fields: "Webapi/contact/fields" } as const;

/** The two settings of the portal Web API, merged with what is there: never `*`, never fewer columns than before, never more than the kit needs. */
export function needWebApiSettings(writer: RecordWriter, columns: readonly string[]): SettingsPart {
  const isOn = (value: string | undefined): boolean => value?.trim().toLowerCase() === "true";
  return join([
    putSetting(writer, settingNames.enabled, {
      value: "true",
      merge: ({ value }) => (isOn(value) ? value : "true"),
      why: "switches the portal Web API on for contacts",
    }),
    putSetting(writer, settingNames.fields, {
      value: columns.join(","),
      merge: (found) => (listColumns(found).includes("*") ? sayWildcard(found, columns) : mergeColumns(found, columns)),
      why: "lists the form's columns for the portal Web API",
    }),
  ]);
}

/**
 * The same two once nothing is to be open: explicit values, since an upload neither deletes a setting nor empties it. What a person had given them stands again by itself;
 * a setting that had no value gets a closing one.
 */
export function closeWebApiSettings(writer: RecordWriter): SettingsPart {
  const keep = (closing: string) => (found: SiteSetting) => (isBlank(found) ? closing : found.value);
  return join([
    putSetting(writer, settingNames.enabled, {
      value: "false",
      merge: keep("false"),
      why: "switches the portal Web API off for contacts again",
    }),
    putSetting(writer, settingNames.fields, {
      value: "contactid",
      merge: keep("contactid"),
      why: "takes the form's columns out of the portal Web API again",
    }),
  ]);
}

interface WantedSetting {
  /** Where there is no such setting. */
  readonly value: string;
  /** What one that is there is to hold; a finding where that cannot be. */
  readonly merge: (found: SiteSetting) => string | undefined | Finding;
  readonly why: string;
}

function putSetting(writer: RecordWriter, name: string, { value, merge, why }: WantedSetting): SettingsPart {
  const { site } = writer;
  const id = writer.id("site-setting", name);
  const [found, ...others] = site.settings.filter(
    (candidate) => candidate.active && candidate.name.toLowerCase() === name.toLowerCase() && candidate.id !== id,
  );
  if (found === undefined) {
    const values = { adx_name: name, adx_sitesettingid: id, ...(site.model === "enhanced" ? { adx_source: "0" } : {}), adx_value: value };
    return {
      desired: [{ kind: "list-item", path: siteSettingPath(site, { id, name }), idKey: "adx_sitesettingid", id, values, why }],
      findings: [],
    };
  }
  const findings = others.length > 0 ? [sayTwice(name, [found, ...others])] : [];
  if (found.environmentVariable !== undefined || found.values["adx_source"] === "1") {
    return { desired: [], findings: [...findings, sayEnvironment(name, value, found)] };
  }
  const wanted = merge(found);
  if (typeof wanted === "object") return { desired: [], findings: [...findings, wanted] };
  return {
    desired:
      wanted === undefined || wanted === found.value
        ? []
        : [{ kind: "value", path: found.path, recordId: found.id, key: "adx_value", value: wanted, why }],
    findings,
  };
}

const isBlank = ({ value }: SiteSetting): boolean => (value ?? "").trim() === "";

const listColumns = ({ value }: SiteSetting): string[] =>
  (value ?? "")
    .split(",")
    .map((column) => column.trim())
    .filter(Boolean);

/** What is listed stays as it is spelled, and only what is missing comes behind it. */
function mergeColumns(found: SiteSetting, columns: readonly string[]): string | undefined {
  const listed = listColumns(found);
  const known = new Set(listed.map((column) => column.toLowerCase()));
  const missing = columns.filter((column) => !known.has(column));
  return missing.length === 0 ? found.value : [...listed, ...missing].join(",");
}

const sayWildcard = (found: SiteSetting, columns: readonly string[]): Finding =>
  siteFinding(
    "web-api-wildcard",
    "error",
    `${settingNames.fields} is "*", which Power Pages refuses since its retirement: list the columns your site uses, and add ${columns.join(",")}`,
    found,
  );

function sayTwice(name: string, all: readonly SiteSetting[]): Finding {
  const lines = all.map((one) => `${one.path}:${one.line}`).join(", ");
  return siteFinding(
    "setting-twice",
    "warning",
    `${name} is there ${all.length} times (${lines}), and which one counts is not known: keep one; the kit changes the first`,
    all[0],
  );
}

function sayEnvironment(name: string, value: string, found: SiteSetting): Finding {
  const variable =
    found.environmentVariable === undefined ? "an environment variable" : `the environment variable ${found.environmentVariable}`;
  return siteFinding(
    "setting-from-environment",
    "warning",
    `${name} comes from ${variable}, which the kit does not change: see that its value is ${name === settingNames.fields ? `a list with ${value}` : value}`,
    found,
  );
}

const join = (parts: readonly SettingsPart[]): SettingsPart => ({
  desired: parts.flatMap(({ desired }) => desired),
  findings: parts.flatMap(({ findings }) => findings),
});
