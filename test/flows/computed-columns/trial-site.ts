import { isConfiguration } from "../../../pac-deploy/checks/web-api/web-api-site.ts";
import type { WebApiUse } from "../../../pac-deploy/site-code/find-web-api-uses.ts";
import type { SiteText } from "../../../pac-deploy/site-code/list-site-texts.ts";
import type { PageTemplate, Site, SiteRecord, SiteSetting, WebPage, WebTemplate } from "../../../site/site.ts";

/** The columns served of each table: `*`, or a list. */
export type ServedColumns = ReadonlyMap<string, string>;

/**
 * Columns are what is tried: everybody may do everything, so that no call ends before its columns are looked at. No page is closed, the tables are served with these columns, whatever else
 * the site's settings say.
 */
export function withEveryRight(site: Site, columns: ServedColumns, shown: Iterable<string> = []): Site {
  const tables = [...new Set([...servedTables(site), ...columns.keys(), ...shown])];
  const rights = { read: true, create: true, write: true, delete: true, append: true, appendTo: true } as const;
  const permissions = tables.map((table, index) => ({
    ...madeUp(`Trial ${table}`, index),
    table,
    scope: "global" as const,
    roleIds: site.roles.map(({ id }) => id),
    ...rights,
    parentId: undefined,
  }));
  const isReplaced = ({ name }: SiteSetting): boolean =>
    columns.has(/^webapi\/([^/]+)\/(?:enabled|fields)$/i.exec(name)?.[1]?.toLowerCase() ?? "");
  const settings = [...columns].flatMap(([table, list], index) => [
    { ...madeUp(`Webapi/${table}/enabled`, 1000 + 2 * index), value: "true", environmentVariable: undefined },
    { ...madeUp(`Webapi/${table}/fields`, 1001 + 2 * index), value: list, environmentVariable: undefined },
  ]);
  return {
    ...site,
    pageRules: [],
    settings: [...site.settings.filter((setting) => !isReplaced(setting)), ...settings],
    tablePermissions: [...site.tablePermissions, ...permissions],
    columnPermissionProfiles: [],
  };
}

/** Tables that the site's settings name, or that its code asks for and a setting can serve. */
export function tablesToServe(site: Site, asked: Iterable<string>): string[] {
  return [...new Set([...servedTables(site), ...asked])].filter(
    (table) => !isConfiguration(table) && table !== "error" && table !== "metadata",
  );
}

const servedTables = (site: Site): string[] =>
  site.settings.flatMap(({ name }) => /^webapi\/([^/]+)\/enabled$/i.exec(name)?.[1]?.toLowerCase() ?? []);

/** Pages, one for each text, that show what no page of the site shows. A script that stands beside a form gets the controls that it looks for. */
export function withPagesFor(site: Site, texts: readonly SiteText[]): { readonly site: Site; readonly paths: readonly string[] } {
  const pages: WebPage[] = [];
  const pageTemplates: PageTemplate[] = [];
  const webTemplates: WebTemplate[] = [];
  for (const [index, text] of texts.entries()) {
    const [template, pageTemplate, page] = [0, 1, 2].map((kind) => madeUp(`trial-page-${index}`, 5000 + 3 * index + kind));
    if (template === undefined || pageTemplate === undefined || page === undefined) continue;
    const source = asTemplate(text);
    webTemplates.push({ ...template, sourcePath: `trial/${index}.html`, source, mimeType: undefined });
    pageTemplates.push({ ...pageTemplate, webTemplateId: template.id, rewriteUrl: undefined, usesHeaderAndFooter: true, isDefault: false });
    pages.push({
      ...page,
      title: page.name,
      partialUrl: page.name,
      url: `/${page.name}/`,
      parentId: site.pages.find(({ url }) => url === "/")?.id,
      pageTemplateId: pageTemplate.id,
      publishingStateId: site.pages.find(({ url }) => url === "/")?.publishingStateId,
      displayOrder: 0,
      hiddenFromSitemap: true,
      parts: { copy: undefined, summary: undefined, customJavaScript: undefined, customCss: undefined },
      contentPages: [],
    });
  }
  return {
    site: {
      ...site,
      pages: [...site.pages, ...pages],
      pageTemplates: [...site.pageTemplates, ...pageTemplates],
      webTemplates: [...site.webTemplates, ...webTemplates],
    },
    paths: pages.flatMap(({ url }) => url ?? []),
  };
}

/** Texts that hold these uses, each once. */
export const textsOf = (uses: readonly WebApiUse[]): SiteText[] => [...new Map(uses.map(({ source }) => [source.path, source])).values()];

function asTemplate({ text, language, isLiquid }: SiteText): string {
  if (language !== "script") return isLiquid ? text : `{% raw %}${text}{% endraw %}`;
  const made = new Set([...text.matchAll(/\bid=\\?["']([\w-]+)/g)].map(([, name]) => name ?? ""));
  const names = new Set(
    [
      ...text.matchAll(
        /\$\(\s*["'`]#([\w-]+)["'`]|getElementById\(\s*["'`]([\w-]+)["'`]|querySelector\(\s*["'`]#([\w-]+)["'`]|\[name=["']?([\w-]+)/g,
      ),
    ]
      .flatMap((found) => found.slice(1).find((one) => one !== undefined) ?? [])
      .filter((name) => !made.has(name) && !["EntityFormView", "WebFormPanel", "NextButton"].includes(name)),
  );
  const cells = [...names].map(
    (name) => `<tr><td class="clearfix cell form-control-cell"><div class="control">${renderControl(name)}</div></td></tr>`,
  );
  const script = isLiquid ? text : `{% raw %}${text}{% endraw %}`;
  return `<div id="WebFormPanel"><div id="EntityFormView"><div class="tab clearfix"><div><div><fieldset><table class="section"><tbody>
${cells.join("\n")}
</tbody></table></fieldset></div></div></div></div>
<div class="actions"><div><input type="button" id="NextButton" value="Next"></div></div></div>
${/^\s*<script\b/i.test(text) ? script : `<script>${script}</script>`}`;
}

const renderControl = (name: string): string =>
  /btn|button|insert|update|submit|next/i.test(name)
    ? `<button type="button" id="${name}">${name}</button>`
    : /message|container|list|table|div|panel/i.test(name)
      ? `<div id="${name}"></div>`
      : `<input id="${name}" name="${name}">`;

const madeUp = (name: string, number: number): SiteRecord => ({
  id: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
  name,
  path: "trial",
  line: 1,
  active: true,
  values: {},
});
