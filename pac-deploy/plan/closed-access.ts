import type { ColumnRight, Site } from "../../site/site.ts";
import { contactTable, type ContactAccess } from "./contact-access.ts";
import type { KitState } from "./kit-state.ts";
import { mergeOpenings } from "./merge-openings.ts";
import type { Opening } from "./plan.ts";
import { subtractOpenings } from "./subtract-openings.ts";

/** Everything that earlier applies opened, whether it is still open or closed by values since: an environment may have any of it. */
export const listOpenedBefore = ({ opened, closed = [] }: KitState): Opening[] => [...opened, ...closed];

/** What earlier applies opened and this one does not want: it stays in the folder as closing values, since an upload deletes nothing. */
export const findClosed = (openedBefore: readonly Opening[], opens: readonly Opening[]): Opening[] =>
  mergeOpenings(subtractOpenings(openedBefore, opens));

/** The kit's records once a path is gone: the same roles, no right on the table. */
export function closeContactAccess(site: Site, closed: readonly Opening[]): ContactAccess {
  const who = closed.every(({ rows }) => rows === "own") ? "signed-in" : "anonymous";
  const names = new Set(closed.map(({ role }) => role));
  const active = site.roles.filter((role) => role.active);
  const named = active.filter(({ name }) => names.has(name));
  const flagged = active.filter((role) => (who === "anonymous" ? role.isAnonymous : role.isAuthenticated));
  return { who, roles: named.length > 0 ? named : flagged, read: false, create: false, write: false, columns: new Map() };
}

/** Columns the kit's profile has named before and need not name now. */
export function listClosedColumns(closed: readonly Opening[], { columns }: ContactAccess): string[] {
  const all = closed.filter(({ table }) => table === contactTable).flatMap((opening) => opening.columns);
  return [...new Set(all)].filter((column) => !columns.has(column));
}

/**
 * What a column permission says that is no longer wanted: an upload neither deletes it nor takes its last right away, so it keeps one that the kit's table permission does not
 * give. Where that gives all three (path A-key), the least: to fill the column in on a contact that is being created.
 */
export function closingRight({ create, read, write }: ContactAccess): ColumnRight {
  if (!create) return "create";
  if (!read) return "read";
  return write ? "create" : "update";
}
