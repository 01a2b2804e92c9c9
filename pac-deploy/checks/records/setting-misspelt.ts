import { booleanValues, kindOfSetting, knownSettings } from "../../../access/known-settings.ts";
import type { Finding } from "../../../contract/finding.ts";
import type { SiteSetting } from "../../../site/site.ts";
import { countEdits } from "../../near-names.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "setting-misspelt",
  severity: "warning",
  about:
    "A site setting is called almost like one of Power Pages, so the portal never looks at it; or a setting that is on or off holds something else.",
  advice: "Spell the name as it is documented (letter case does not count), and the value true or false.",
  source: "https://learn.microsoft.com/power-pages/configure/configure-site-settings",
};

export const settingMisspelt: Check = {
  meta,
  find: ({ site }) => site.settings.filter(({ active }) => active).flatMap((setting) => findName(setting) ?? findValue(setting) ?? []),
};

const known = new Map(Object.keys(knownSettings).map((name) => [name.toLowerCase(), name]));
const webApiWords = ["enabled", "fields", "usefieldsfromview", "disableodatafilter"];

function findName(setting: SiteSetting): Finding | undefined {
  const { name } = setting;
  const lower = name.toLowerCase();
  const meant = known.has(lower) ? undefined : (findWebApiName(name) ?? findNearName(lower));
  if (meant === undefined) return undefined;
  const blanks = lower.trim() === meant.toLowerCase() ? " (it has blanks around it)" : "";
  return siteFinding(
    meta.code,
    "warning",
    `"${name}"${blanks} looks like a slip for "${meant}", under which name the portal reads this setting; under this one it reads nothing.`,
    setting,
  );
}

function findWebApiName(name: string): string | undefined {
  const [, begin, table, last] = /^\s*(webapi)\/([^/]+)\/([^/]+)$/i.exec(name) ?? [];
  if (begin === undefined || table === undefined || last === undefined || table.toLowerCase() === "error") return undefined;
  const word = last.toLowerCase();
  if (webApiWords.includes(word)) return undefined;
  const meant = webApiWords.find((one) => word.trim() === one || countEdits(word, one) <= 2);
  return meant === undefined ? undefined : `Webapi/${table}/${meant === "usefieldsfromview" ? "UseFieldsFromView" : meant}`;
}

/** One letter wrong in a long name is a slip; short names of people's own are like many things. */
function findNearName(lower: string): string | undefined {
  if (lower.length < 12) return undefined;
  for (const [key, name] of known)
    if (lower.trim() === key || (lower.includes("/") && Math.abs(lower.length - key.length) < 2 && countEdits(lower, key) === 1))
      return name;
  return undefined;
}

function findValue(setting: SiteSetting): Finding | undefined {
  const { name, value } = setting;
  if (kindOfSetting(name) !== "boolean" || value === undefined) return undefined;
  const text = value.trim().toLowerCase();
  if (text === "" || booleanValues.has(text)) return undefined;
  return siteFinding(meta.code, "warning", `${name} is on or off, and holds "${value.slice(0, 40)}"; expected true or false.`, setting);
}
