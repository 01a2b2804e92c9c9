import { renderPlace } from "../contract/user-error.ts";
import type { Site, SiteRecord } from "../site/site.ts";
import { findSettings } from "./find-settings.ts";

/**
 * A site with enhanced authorization (1 to 3) is judged by Dataverse's security roles, which no site folder holds.
 * Returns what to tell a person, or undefined.
 * https://learn.microsoft.com/power-pages/security/unify-pages-security-with-dataverse
 */
export function findEnhancedAuthorization(site: Site): string | undefined {
  const key = Object.entries(site.website.values).find(([name]) => /^(?:adx_|mspp_)?enhancedauthorization$/iu.test(name));
  const values: [SiteRecord, string | undefined][] = [
    ...(key === undefined ? [] : [[site.website, String(key[1])] as [SiteRecord, string]]),
    ...findSettings(site, "enhancedauthorization").map((setting): [SiteRecord, string | undefined] => [setting, setting.value]),
  ];
  const [record, value] = values.find(([, text]) => !isOff(text)) ?? [];
  return record === undefined
    ? undefined
    : `The site uses enhanced authorization (${value}, ${renderPlace(record)}): Dataverse security roles decide there, which the site folder does not hold. Access cannot be judged.`;
}

function isOff(value: string | undefined): boolean {
  return value === undefined || ["", "0", "false"].includes(value.trim().toLowerCase());
}
