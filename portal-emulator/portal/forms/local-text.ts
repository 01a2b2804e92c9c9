import { parseRecords } from "../../../site/parse-records.ts";
import type { Site, WebsiteLanguage } from "../../../site/site.ts";

/**
 * A text that a form record holds per language, as `[{"LCID": 1033, "Value": "…"}]`; other text is for every language. Where the language is missing or
 * empty the first that says something stands in (assumed). "" when nothing does.
 */
export function readLocalText(text: string | undefined, lcid: number | undefined): string {
  const plain = text?.trim() ?? "";
  if (!plain.startsWith("[")) return plain;
  return pickLocalText(parseJson(plain), lcid) ?? plain;
}

/** The same of a list that is parsed already; undefined: it is none. */
export function pickLocalText(list: unknown, lcid: number | undefined): string | undefined {
  if (!Array.isArray(list)) return undefined;
  const texts = list.map((entry: unknown) => ({ lcid: readMember(entry, "LCID"), value: readMember(entry, "Value") }));
  const said = texts.filter((entry): entry is { lcid: unknown; value: string } => typeof entry.value === "string" && entry.value !== "");
  return (said.find((entry) => Number(entry.lcid) === lcid) ?? said[0])?.value ?? "";
}

export function readMember(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}

/** undefined: the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The number of a language as Dataverse counts them. */
export function findLcid(site: Pick<Site, "texts" | "website">, language: WebsiteLanguage | undefined): number | undefined {
  const path = ".portalconfig/portallanguage.yml";
  const record = parseRecords(path, site.texts.get(path) ?? "").find(
    ({ values }) => String(values["adx_languagecode"]).toLowerCase() === language?.code.toLowerCase(),
  );
  const lcid = Number(record?.values["adx_lcid"] ?? Number.NaN);
  return Number.isInteger(lcid) && lcid > 0 ? lcid : site.website.lcid;
}
