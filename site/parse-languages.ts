import { recordsOf, referenceOf, textOf } from "./site-rows.ts";
import type { SiteSource } from "./site-rows.ts";
import type { DataModel, SiteKind, WebsiteLanguage } from "./site.ts";

/** The site's languages with their codes: from the portal languages, or from the names of translated files where those are missing. */
export function parseLanguages(source: SiteSource): WebsiteLanguage[] {
  const codes = new Map<string, string>();
  for (const record of recordsOf(source, "portallanguage", "portallanguageid")) {
    const code = textOf(record.values, "languagecode");
    if (code !== undefined && code !== "") codes.set(record.id, code);
  }
  return recordsOf(source, "websitelanguage", "websitelanguageid").map((record) => {
    const portalLanguageId = referenceOf(record.values, "portallanguageid");
    const code = codes.get(portalLanguageId ?? record.id) ?? codeFromFiles(source, record.id) ?? "";
    if (code === "") {
      source.report({
        code: "language-code-unknown",
        severity: "cannot-conclude",
        path: record.path,
        line: record.line,
        message: `The code of language ${record.name} (such as en-US) is in neither .portalconfig/portallanguage.yml nor the name of a translated file.`,
      });
    }
    return { ...record, code, portalLanguageId };
  });
}

/**
 * Standard or enhanced. No file states it; in the enhanced model every language row has the id of its portal language.
 * @returns undefined when the files do not tell
 */
export function findDataModel(source: SiteSource, kind: SiteKind, languages: readonly WebsiteLanguage[]): DataModel | undefined {
  // Code sites exist in the enhanced model only: https://learn.microsoft.com/power-pages/configure/create-code-sites
  if (kind === "code") return "enhanced";
  if (languages.length > 0) return languages.every(({ id, portalLanguageId }) => id === portalLanguageId) ? "enhanced" : "standard";
  return source.exists(".portalconfig/websitebinding.yml") ? "standard" : undefined;
}

function codeFromFiles(source: SiteSource, languageId: string): string | undefined {
  for (const [kind, key] of [
    ["contentsnippet", "contentsnippetlanguageid"],
    ["webpage", "webpagelanguageid"],
    ["weblinkset", "websitelanguageid"],
  ] as const) {
    for (const row of source.rows(kind)) {
      if (referenceOf(row.values, key) !== languageId) continue;
      const code = languageCodeOfPath(row.path);
      if (code !== undefined) return code;
    }
  }
  return undefined;
}

const codePattern = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

/** `en-US` of `x/Home.en-US.webpage.yml` and of `content-pages/en-US/Home.webpage.yml`. */
export function languageCodeOfPath(path: string): string | undefined {
  const segments = path.split("/");
  const nameParts = (segments.at(-1) ?? "").split(".");
  return [nameParts.at(-3), segments.at(-2)].find((part) => part !== undefined && codePattern.test(part));
}
