import type { SiteEdit } from "../../contract/edit.ts";
import { replaceScalar } from "../../site/replace-scalar.ts";
import type { Site, SiteSetting } from "../../site/site.ts";

/** Gives a site setting another value. Nothing where it has none that could be replaced, or where an environment variable gives it. */
export function editSetting(site: Site, setting: SiteSetting | undefined, value: string, why: string): SiteEdit[] {
  const text = setting === undefined ? undefined : site.texts.get(setting.path);
  if (setting === undefined || text === undefined || setting.environmentVariable !== undefined) return [];
  const key = Object.keys(setting.values).find((name) => /^(?:adx_|mspp_)?value$/.test(name));
  return key === undefined ? [] : [{ kind: "edit", path: setting.path, ...replaceScalar(text, setting.id, key, value), why }];
}
