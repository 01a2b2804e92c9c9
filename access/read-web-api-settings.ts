import type { Site, SiteSetting } from "../site/site.ts";
import type { Ground, WebApiSettings } from "./access.ts";
import { findSettings } from "./find-settings.ts";

/**
 * `Webapi/<table>/enabled` and `/fields`.
 * https://learn.microsoft.com/power-pages/configure/web-api-overview
 */
export function readWebApiSettings(site: Site, table: string): WebApiSettings {
  const enabled = findSettings(site, `Webapi/${table}/enabled`);
  const fields = findSettings(site, `Webapi/${table}/fields`);
  const fromView = findSettings(site, `Webapi/${table}/UseFieldsFromView`);
  const columns = readColumns(fields[0]?.value);
  const used = [enabled[0], fields[0]].filter((setting) => setting !== undefined);
  return {
    enabled: isTrue(enabled[0]?.value),
    columns,
    cannotConclude: findUnknown([enabled[0], fields[0]], fromView[0]),
    because: used.map((setting) => ground(setting, "is used")),
    doubts: [...findLosers(enabled), ...findLosers(fields), ...findOddEntries(columns, fields[0])],
  };
}

function readColumns(value: string | undefined): WebApiSettings["columns"] {
  if (value === undefined) {
    return undefined;
  }
  // Entries count literally, blanks and capitals included: whether a portal forgives them is not documented.
  const entries = value.split(",").filter((entry) => entry.trim() !== "");
  return entries.some((entry) => entry.trim() === "*") ? "wildcard" : entries;
}

function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === "true";
}

function findUnknown(settings: readonly (SiteSetting | undefined)[], fromView: SiteSetting | undefined): string | undefined {
  const fromEnvironment = settings.find((setting) => setting?.environmentVariable !== undefined && setting.value === undefined);
  if (fromEnvironment !== undefined) {
    return `The site setting ${fromEnvironment.name} (${fromEnvironment.path}:${fromEnvironment.line}) takes its value from the environment variable ${fromEnvironment.environmentVariable}, which the site folder does not hold.`;
  }
  return isTrue(fromView?.value)
    ? `The site setting ${fromView?.name} (${fromView?.path}:${fromView?.line}) takes columns from a Dataverse view, which the site folder does not hold.`
    : undefined;
}

function findLosers(settings: readonly SiteSetting[]): Ground[] {
  return settings.slice(1).map((setting) => ground(setting, "has the same name as an earlier setting, which wins"));
}

function findOddEntries(columns: WebApiSettings["columns"], setting: SiteSetting | undefined): Ground[] {
  if (setting === undefined || columns === undefined || columns === "wildcard") {
    return [];
  }
  return columns
    .filter((entry) => entry !== entry.trim().toLowerCase())
    .map((entry) => ground(setting, `the entry "${entry}" has blanks or capitals and matches no column here`));
}

function ground(setting: SiteSetting, says: string): Ground {
  return { name: setting.name, path: setting.path, line: setting.line, says };
}
