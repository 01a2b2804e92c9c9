import type { SiteView } from "./look-at-site.ts";

/** What was found in the site, a line each. */
export function describeView(view: SiteView): string[] {
  const { consentTool, tracker, languages } = view;
  return [
    `${view.name} (${view.kind} site, ${view.model} data model)`,
    ...(view.kind === "code" ? ["  A code site: tracking goes into its page, and forms use the module (docs/code-sites.md)."] : []),
    ...(tracker === undefined ? [] : [`  Has a tracker already: ${tracker.where}, ${tracker.path}:${tracker.line}`]),
    ...(consentTool === undefined ? [] : [`  Has a consent tool: ${consentTool.name}, in ${consentTool.where}, ${consentTool.path}`]),
    ...(languages.length === 0
      ? []
      : [`  Languages: ${languages.map(({ code, hasTexts }) => (hasTexts ? code : `${code} (texts in English)`)).join(", ")}`]),
    ...(view.hasAnonymousRole || view.kind === "code" ? [] : ["  No web role is marked for anonymous users."]),
  ];
}
