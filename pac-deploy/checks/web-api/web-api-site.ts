import { findSettings } from "../../../access/find-settings.ts";
import type { SiteSetting } from "../../../site/site.ts";
import { findWebApiUses, type WebApiUse } from "../../site-code/find-web-api-uses.ts";
import { createScriptParser } from "../../site-code/parse-script.ts";
import { createScriptReader } from "../../site-code/script-scopes.ts";
import { readWebApiNeeds, type WebApiNeeds } from "../../site-code/web-api-needs.ts";
import { findPlace } from "../../../contract/place.ts";
import type { CheckedSite } from "../check.ts";

/** Parsed once, whoever asks. */
export const scriptParser = (): ReturnType<typeof createScriptParser> => createScriptParser();

/** Names and calls, read once. */
export const scriptReader = (checked: CheckedSite): ReturnType<typeof createScriptReader> => createScriptReader(checked.once(scriptParser));

export const webApiUses = (checked: CheckedSite): readonly WebApiUse[] =>
  findWebApiUses(
    checked.texts.filter(({ isShown }) => isShown),
    checked.scripts.filter(({ source }) => source.isShown),
    checked.once(scriptReader),
  );

export const webApiNeeds = (checked: CheckedSite): WebApiNeeds => readWebApiNeeds(checked.site, checked.once(webApiUses));

/** A table that settings of the site name, with the settings that count. */
export interface WebApiTable {
  /** As the settings spell it, in small letters. */
  readonly table: string;
  readonly enabled: SiteSetting | undefined;
  readonly fields: SiteSetting | undefined;
}

export const webApiTables = ({ site }: CheckedSite): readonly WebApiTable[] => {
  const tables = new Set(
    site.settings.flatMap(({ name, active }) =>
      active ? (/^webapi\/([^/]+)\/(?:enabled|fields)$/i.exec(name)?.[1]?.toLowerCase() ?? []) : [],
    ),
  );
  // Settings of the Web API itself have names of the same shape.
  return [...tables]
    .filter((table) => table !== "error" && table !== "metadata")
    .map((table) => ({
      table,
      enabled: findSettings(site, `Webapi/${table}/enabled`)[0],
      fields: findSettings(site, `Webapi/${table}/fields`)[0],
    }));
};

/** Tables of the portal itself, by logical name or by set: no setting opens them. https://learn.microsoft.com/power-pages/configure/web-api-overview */
export const isConfiguration = (table: string): boolean => /^(?:adx_(?!portalcomment|invitation)|mspp_|powerpagecomponent)/.test(table);

/** `path:line` of a use, for a message. */
export const placeOf = ({ source, offset }: WebApiUse): string => `${source.path}:${findPlace(source.text, offset).line}`;

/** At most three, and how many more. */
export function listSome(items: readonly string[]): string {
  const distinct = [...new Set(items)];
  return distinct.length <= 3 ? distinct.join(", ") : `${distinct.slice(0, 3).join(", ")} and ${distinct.length - 3} more`;
}
