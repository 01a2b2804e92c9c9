import { isTrue, recordsOf, referenceOf, textOf } from "./site-rows.ts";
import type { SiteSource } from "./site-rows.ts";
import type { ContentSnippet, PageTemplate, SiteSetting, WebTemplate } from "./site.ts";

/** @returns the templates, and the source files that are missing */
export function parseWebTemplates(source: SiteSource): { webTemplates: WebTemplate[]; missingSources: string[] } {
  const missingSources: string[] = [];
  const webTemplates = recordsOf(source, "webtemplate", "webtemplateid").map((record) => {
    const sourcePath = record.path.replace(/\.yml$/, ".source.html");
    const text = source.text(sourcePath);
    if (text === undefined) missingSources.push(sourcePath);
    return { ...record, sourcePath, source: text ?? "", mimeType: textOf(record.values, "mimetype") };
  });
  return { webTemplates, missingSources };
}

export function parsePageTemplates(source: SiteSource): PageTemplate[] {
  return recordsOf(source, "pagetemplate", "pagetemplateid").map((record) => ({
    ...record,
    webTemplateId: referenceOf(record.values, "webtemplateid"),
    rewriteUrl: textOf(record.values, "rewriteurl") || undefined,
    usesHeaderAndFooter: textOf(record.values, "usewebsiteheaderandfooter")?.toLowerCase() !== "false",
    isDefault: isTrue(record.values, "isdefault"),
  }));
}

export function parseSnippets(source: SiteSource): ContentSnippet[] {
  return recordsOf(source, "contentsnippet", "contentsnippetid").map((record) => {
    const valuePath = record.path.replace(/\.yml$/, ".value.html");
    return {
      ...record,
      languageId: referenceOf(record.values, "contentsnippetlanguageid"),
      type: textOf(record.values, "type") === "756150001" ? "html" : "text",
      valuePath,
      value: source.text(valuePath),
    };
  });
}

export function parseSettings(source: SiteSource): SiteSetting[] {
  return recordsOf(source, "sitesetting", "sitesettingid").map((record) => ({
    ...record,
    value: textOf(record.values, "value"),
    environmentVariable: textOf(record.values, "source") === "1" ? textOf(record.values, "envvar_schema") : undefined,
  }));
}
