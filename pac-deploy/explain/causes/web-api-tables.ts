import { createAccess } from "../../../access/create-access.ts";
import type { Access } from "../../../access/access.ts";
import type { SiteSetting } from "../../../site/site.ts";
import type { CheckedSite } from "../../checks/check.ts";

/** A table that has settings of the Web API. */
export interface WebApiTable {
  /** As the settings spell it. */
  readonly table: string;
  readonly enabled: SiteSetting | undefined;
  readonly fields: SiteSetting | undefined;
  readonly isEnabled: boolean;
}

export const accessOf = ({ site }: CheckedSite): Access => createAccess(site);

/** Every table that an active site setting of the Web API names, in the settings' order. */
export function listWebApiTables(checked: CheckedSite): WebApiTable[] {
  const access = checked.once(accessOf);
  const tables = new Map<string, { table: string; enabled?: SiteSetting; fields?: SiteSetting }>();
  for (const setting of checked.site.settings) {
    const [, table, kind] = /^webapi\/([^/]+)\/(enabled|fields)$/i.exec(setting.name) ?? [];
    if (!setting.active || table === undefined || kind === undefined) continue;
    const known = tables.get(table.toLowerCase()) ?? { table };
    // The first of a name counts.
    if (kind.toLowerCase() === "enabled") known.enabled ??= setting;
    else known.fields ??= setting;
    tables.set(table.toLowerCase(), known);
  }
  return [...tables.values()].map(({ table, enabled, fields }) => ({ table, enabled, fields, isEnabled: access.webApi(table).enabled }));
}
