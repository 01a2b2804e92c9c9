import type { Access, AccessPersona, Ground, Privilege } from "../../../access/access.ts";
import { createAccess } from "../../../access/create-access.ts";
import { listOpenTables, type OpenTable } from "../../../access/open-tables.ts";
import { contactTable } from "../../plan/contact-access.ts";
import { accessName } from "../../plan/need-access.ts";
import { stableId } from "../../plan/stable-id.ts";
import type { CheckedSite } from "../check.ts";

/** Who may do what on the site. */
export const accessOf = ({ site }: CheckedSite): Access => createAccess(site);

/** Somebody nobody knows. */
export const findStranger = (checked: CheckedSite): AccessPersona => ({
  contactId: undefined,
  roleIds: checked.once(accessOf).anonymousRoleIds,
});

/** Somebody who has done no more than register; whose contact does not matter. */
export const findNewcomer = (checked: CheckedSite): AccessPersona => ({
  contactId: "00000000-0000-0000-0000-000000000000",
  roleIds: checked.once(accessOf).authenticatedRoleIds,
});

/** What is open to everybody who comes along. */
export const tablesOpenToStrangers = (checked: CheckedSite): readonly OpenTable[] =>
  listOpenTables(checked.site, checked.once(accessOf), checked.once(findStranger));

/** What is open to everybody who has registered. */
export const tablesOpenToNewcomers = (checked: CheckedSite): readonly OpenTable[] =>
  listOpenTables(checked.site, checked.once(accessOf), checked.once(findNewcomer));

/** The permissions that open any of these privileges, each once. */
export function groundsOf({ open }: OpenTable, privileges: readonly Privilege[]): readonly Ground[] {
  const grounds = privileges.flatMap((privilege) => open.get(privilege)?.because ?? []);
  return [...new Map(grounds.map((ground) => [`${ground.path}:${ground.line}`, ground])).values()];
}

/** The reason where all of it is the kit's own doing, and the configuration accepts that. */
export function findAcceptance({ site, configuration }: CheckedSite, table: string, grounds: readonly Ground[]): string | undefined {
  if (configuration?.capture.acceptAnonymousContactAccess !== true || table !== contactTable) return undefined;
  const own = stableId(site.website.id, `portal-kit/table-permission/${accessName}`);
  const permission = site.tablePermissions.find(({ id }) => id === own);
  return permission !== undefined && grounds.every(({ path }) => path === permission.path)
    ? "capture.acceptAnonymousContactAccess is true in the configuration"
    : undefined;
}
