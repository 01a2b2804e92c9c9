import type { Access, AccessPersona, Ground, Privilege } from "../../../access/access.ts";
import { createAccess } from "../../../access/create-access.ts";
import { listOpenTables, type OpenTable } from "../../../access/open-tables.ts";
import type { Configuration } from "../../../contract/configuration.ts";
import type { ColumnRight, Site } from "../../../site/site.ts";
import { contactTable, findContactAccess } from "../../plan/contact-access.ts";
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

/** What is open, to be held against what was accepted. */
export interface Opened {
  readonly table: string;
  readonly privileges: readonly Privilege[];
  readonly grounds: readonly Ground[];
  /** Columns that are known to be within reach; where none are, the rights alone count. */
  readonly columns?: readonly string[];
}

/** The reason where all of it is the kit's own doing, no more than the configured form needs, and the configuration accepts that. */
export function findAcceptance({ site, configuration }: CheckedSite, opened: Opened): string | undefined {
  if (configuration?.capture.acceptAnonymousContactAccess !== true || !isWanted(site, configuration, opened)) return undefined;
  const own = stableId(site.website.id, `portal-kit/table-permission/${accessName}`);
  const permission = site.tablePermissions.find(({ id }) => id === own);
  return permission !== undefined && opened.grounds.every(({ path }) => path === permission.path)
    ? "capture.acceptAnonymousContactAccess is true in the configuration"
    : undefined;
}

function isWanted(site: Site, configuration: Configuration, { table, privileges, columns = [] }: Opened): boolean {
  if (table !== contactTable || configuration.capture.path === "none") return false;
  const wanted = findContactAccess(site, configuration);
  if (wanted.who !== "anonymous") return false;
  const rights: Partial<Record<Privilege, boolean>> = { read: wanted.read, create: wanted.create, write: wanted.write };
  return (
    privileges.every((privilege) => rights[privilege] === true) &&
    columns.every((column) => privileges.every((privilege) => mayTouch(wanted.columns.get(column) ?? [], privilege)))
  );
}

const mayTouch = (rights: readonly ColumnRight[], privilege: Privilege): boolean =>
  rights.some((right) => right === (privilege === "write" ? "update" : privilege));
