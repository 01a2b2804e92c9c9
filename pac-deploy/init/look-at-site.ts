import { findEnhancedAuthorization } from "../../access/find-enhanced-authorization.ts";
import type { DataModel, Site, SiteKind } from "../../site/site.ts";
import { findTrackersIn, type SiteTracker } from "../plan/find-trackers.ts";
import { findTexts } from "../plan/kit-records.ts";
import type { KitFiles } from "../kit-files.ts";
import { listSiteTexts, type SiteText } from "../site-code/list-site-texts.ts";
import { recogniseConsentTools, type ConsentTool } from "./recognise-consent-tools.ts";

/** A file beside the configuration that holds a tracking script already. */
export interface FoundScript {
  /** As the configuration names it. */
  readonly path: string;
}

/** What a site folder tells by itself, so that nobody is asked for it. */
export interface SiteView {
  readonly kind: SiteKind;
  readonly model: DataModel;
  readonly name: string;
  /** Where the tracker is that the site has already; undefined: none is shown anywhere. */
  readonly tracker: Pick<SiteTracker, "path" | "line" | "where"> | undefined;
  readonly consentTool: (ConsentTool & { readonly path: string; readonly where: string }) | undefined;
  /** Name of the header template; undefined: there is none to put anything into. */
  readonly header: string | undefined;
  readonly hasAnonymousRole: boolean;
  readonly hasAuthenticatedRole: boolean;
  /** Why column permissions do not count; undefined: they do. */
  readonly enhancedAuthorization: string | undefined;
  readonly languages: readonly { readonly code: string; readonly hasTexts: boolean }[];
  /** Partial URLs directly under Home, in lower case. */
  readonly takenPages: ReadonlySet<string>;
  readonly scripts: readonly FoundScript[];
}

/**
 * Looks at a site as `apply` would.
 * @param site in a code site with the application's page as its text
 */
export function lookAtSite(
  site: Site,
  {
    kit,
    webFiles,
    scripts,
  }: { readonly kit: KitFiles; readonly webFiles: ReadonlyMap<string, string>; readonly scripts: readonly FoundScript[] },
): SiteView {
  const texts = site.kind === "code" ? listApplication(site) : listSiteTexts(site, webFiles);
  const roles = site.roles.filter(({ active }) => active);
  const header = site.webTemplates.find(({ id, active }) => active && id === site.website.headerTemplateId);
  return {
    kind: site.kind,
    model: site.model,
    name: site.website.name,
    tracker: findTrackersIn(texts).find(({ kind, isShown }) => kind === "tracker" && isShown),
    consentTool: findConsentTool(texts),
    header: header?.name,
    hasAnonymousRole: roles.some(({ isAnonymous }) => isAnonymous),
    hasAuthenticatedRole: roles.some(({ isAuthenticated }) => isAuthenticated),
    enhancedAuthorization: findEnhancedAuthorization(site),
    languages: [...new Set(site.languages.filter(({ active, code }) => active && code !== "").map(({ code }) => code))].map((code) => ({
      code,
      hasTexts: sameLanguage(findTexts(kit, code).language, code),
    })),
    takenPages: new Set(
      site.pages.flatMap(({ active, url }) => (active && url !== undefined ? url.split("/")[1]?.toLowerCase() : undefined) ?? []),
    ),
    scripts,
  };
}

const sameLanguage = (one: string, other: string): boolean => one.split("-")[0]?.toLowerCase() === other.split("-")[0]?.toLowerCase();

function listApplication({ texts }: Site): SiteText[] {
  return [...texts].map(([path, text]) => ({
    path,
    text,
    language: "html",
    role: "application",
    isLiquid: false,
    name: path,
    where: "the page of the application",
    isShown: true,
  }));
}

/** One that the kit can listen to by itself comes before one that it can only be told about. */
function findConsentTool(texts: readonly SiteText[]): SiteView["consentTool"] {
  const found = texts
    .filter(({ language, role, isShown }) => language !== "style" && role !== "server-logic" && isShown)
    .flatMap(({ path, where, text }) => recogniseConsentTools(text).map((tool) => ({ ...tool, path, where })));
  return found.find(({ source }) => source !== undefined) ?? found[0];
}
