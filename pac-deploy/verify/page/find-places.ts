import { findSettings } from "../../../access/find-settings.ts";
import { findPlace } from "../../../contract/place.ts";
import type { FolderView } from "../verify-context.ts";

export interface FolderPlace {
  readonly path: string;
  readonly line: number;
}

/** Where an active site setting of that name stands; the first counts. */
export function settingPlace(folder: Pick<FolderView, "checked"> | undefined, name: string): FolderPlace | undefined {
  const [setting] = folder === undefined ? [] : findSettings(folder.checked.site, name);
  return setting === undefined ? undefined : { path: setting.path, line: setting.line };
}

/** Where website.yml names the header, for what is in no file. */
export const websitePlace = (folder: FolderView | undefined): FolderPlace | undefined =>
  folder === undefined ? undefined : { path: folder.checked.site.website.path, line: folder.checked.site.website.line };

/** The file that holds a text, and its line. */
export function textPlace(folder: FolderView | undefined, text: string): FolderPlace | undefined {
  for (const [path, content] of folder?.checked.files ?? []) {
    const offset = content.indexOf(text);
    if (offset >= 0) return { path, line: findPlace(content, offset).line };
  }
  return undefined;
}

/** In words, for a remedy: ` (path:line)`, or "" where it is not known. */
export const inWords = (place: FolderPlace | undefined): string => (place === undefined ? "" : ` (${place.path}:${place.line})`);
