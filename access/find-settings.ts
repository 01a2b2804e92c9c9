import type { Site, SiteSetting } from "../site/site.ts";

/** Active site settings of that name, without case, in the file's order: the first wins. */
export function findSettings(site: Site, name: string): readonly SiteSetting[] {
  const wanted = name.toLowerCase();
  return site.settings.filter((setting) => setting.active && setting.name.toLowerCase() === wanted);
}
