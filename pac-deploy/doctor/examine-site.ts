import { createAccess } from "../../access/create-access.ts";
import type { Access } from "../../access/access.ts";
import { findSettings } from "../../access/find-settings.ts";
import { parseForms, type SiteForms } from "../../site/parse-forms.ts";
import type { CheckedSite } from "../checks/check.ts";
import { listWebApiTables } from "../explain/causes/web-api-tables.ts";
import { readLists, type ListRecord } from "./list-records.ts";
import { platformChanges, type ChangeEffect, type PlatformChange } from "./platform-changes.ts";

/** A site with what the dated changes are looked for in. */
export interface Examined {
  readonly checked: CheckedSite;
  readonly access: Access;
  readonly forms: SiteForms;
  readonly lists: readonly ListRecord[];
}

/** One thing about the site, and where it is known from. */
export interface SiteFact {
  readonly name: string;
  readonly value: string;
  readonly from?: string;
}

/** already: the day has passed. now: in this month. ahead: it comes. */
export type ChangeState = "already" | "now" | "ahead";

export interface ExaminedChange extends Omit<PlatformChange, "find">, ChangeEffect {
  readonly state: ChangeState;
  /** Until it comes; 0 where it is there. */
  readonly days: number;
}

export interface SiteReport {
  readonly site: { readonly name: string; readonly kind: string; readonly model: string; readonly id: string };
  readonly facts: readonly SiteFact[];
  readonly counts: Readonly<Record<string, number>>;
  readonly changes: readonly ExaminedChange[];
}

export interface ExamineInput {
  /** `2026-11-23`, UTC. */
  readonly today: string;
  /** Versions that banners of the site's Bootstrap files name, with the file. */
  readonly bootstraps: readonly { readonly path: string; readonly version: string }[];
}

/** What a folder tells of its site: what it is, what it was made with, and what of the platform's dated changes concerns it. */
export function examineSite(checked: CheckedSite, { today, bootstraps }: ExamineInput): SiteReport {
  const { site } = checked;
  const access = createAccess(site);
  const examined: Examined = { checked, access, forms: parseForms(site), lists: readLists(site) };
  return {
    site: { name: site.website.name, kind: site.kind, model: site.model, id: site.website.id },
    facts: listFacts(examined, bootstraps),
    counts: countRecords(examined),
    changes: platformChanges
      .map(({ find, ...change }): ExaminedChange => ({ ...change, ...find(examined), ...placeInTime(change.date, today) }))
      .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)),
  };
}

const dayMs = 24 * 60 * 60 * 1000;

/** @param date a day, or a month, of which any day may be the one */
function placeInTime(date: string, today: string): { readonly state: ChangeState; readonly days: number } {
  const first = date.length === "2026-06".length ? `${date}-01` : date;
  if (today < first) return { state: "ahead", days: Math.round((Date.parse(first) - Date.parse(today)) / dayMs) };
  return { state: date.length < first.length && today.startsWith(date) ? "now" : "already", days: 0 };
}

function listFacts({ checked, access }: Examined, bootstraps: ExamineInput["bootstraps"]): SiteFact[] {
  const { site, state } = checked;
  const languages = site.languages.filter(({ active }) => active).map(({ code }) => code);
  const isApplied = state.files.length + state.insertions.length + state.replacements.length > 0;
  return [
    {
      name: "data model",
      value: `${site.model}: pac pages upload --modelVersion ${site.model === "enhanced" ? 2 : 1}`,
    },
    { name: "languages", value: languages.length === 0 ? "none in the folder" : languages.join(", ") },
    { name: "portal-kit in it", value: isApplied ? `applied by version ${state.kit}` : "not applied" },
    ...(site.kind === "classic" ? [bootstrapFact(checked, bootstraps)] : []),
    policyFact(checked),
    ...(site.kind === "classic"
      ? [
          {
            name: "header cached",
            ...(isOn(checked, "Header/OutputCache/Enabled") ? { value: "yes", from: "Header/OutputCache/Enabled" } : { value: "no" }),
          },
        ]
      : []),
    {
      name: "who decides on rows",
      value:
        access.cannotConclude === undefined
          ? "the site's table permissions"
          : "Dataverse's security roles (enhanced authorization): the folder does not tell who may do what",
    },
  ];
}

const isOn = ({ site }: CheckedSite, name: string): boolean => findSettings(site, name)[0]?.value?.trim().toLowerCase() === "true";

function bootstrapFact(checked: CheckedSite, bootstraps: ExamineInput["bootstraps"]): SiteFact {
  const [setting] = findSettings(checked.site, "Site/BootstrapV5Enabled");
  const files = bootstraps.map(({ path, version }) => `${version} in ${path}`).join(", ");
  // https://learn.microsoft.com/power-pages/configure/bootstrap-overview
  const said = setting?.value?.trim().toLowerCase() === "true" ? "5" : "3";
  const doubt = bootstraps.some(({ version }) => !version.startsWith(`${said}.`));
  const from = setting === undefined ? "no Site/BootstrapV5Enabled" : `Site/BootstrapV5Enabled, ${setting.path}:${setting.line}`;
  return {
    name: "Bootstrap",
    value: doubt ? `unclear: ${said} as the settings say, another one in the site's own file` : said,
    from: files === "" ? from : `${from}; the site's own file: ${files}`,
  };
}

function policyFact({ site }: CheckedSite): SiteFact {
  const name = "Content-Security-Policy";
  const [enforced] = findSettings(site, `HTTP/${name}`);
  const [reported] = findSettings(site, `HTTP/${name}-Report-Only`);
  const isSet = (setting: typeof enforced): setting is NonNullable<typeof enforced> =>
    setting !== undefined && ((setting.value ?? "").trim() !== "" || setting.environmentVariable !== undefined);
  if (isSet(enforced)) return { name, value: "enforced", from: `${enforced.path}:${enforced.line}` };
  if (isSet(reported)) return { name, value: "only reported about", from: `${reported.path}:${reported.line}` };
  return { name, value: "none in the folder" };
}

function countRecords({ checked, forms, lists, access }: Examined): Record<string, number> {
  const { site } = checked;
  const active = (records: readonly { readonly active: boolean }[]): number => records.filter((record) => record.active).length;
  return {
    pages: active(site.pages),
    "web templates": active(site.webTemplates),
    "content snippets": active(site.snippets),
    "web files": active(site.webFiles),
    "basic forms": active(forms.basicForms),
    "multistep forms": active(forms.advancedForms),
    lists: active(lists),
    "site settings": active(site.settings),
    "web roles": active(site.roles),
    "table permissions": active(site.tablePermissions),
    "server logics": active(site.serverLogics),
    "tables in the Web API": listWebApiTables(checked).filter(({ table }) => access.webApi(table).enabled).length,
  };
}
