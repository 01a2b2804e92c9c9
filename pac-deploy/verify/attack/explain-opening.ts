import type { Privilege } from "../../../access/access.ts";
import { followParents } from "../../../access/permission-chain.ts";
import { findAcceptance } from "../../checks/access/open-tables-of-site.ts";
import { settingPlace, type FolderPlace } from "../page/find-places.ts";
import type { FolderView } from "../verify-context.ts";

/** Why a stranger may do something with a table, by the folder. */
export interface Opening {
  /** The record that opens it. */
  readonly at: FolderPlace | undefined;
  /** The smallest change that closes it. */
  readonly remedy: string;
  readonly accepted: string | undefined;
  /** What the folder says about it. */
  readonly folder: "opens" | "closes" | "unknown";
}

/** What a stranger could do. */
export interface Deed {
  readonly table: string;
  readonly privilege: Privilege;
  /** Columns that were given. */
  readonly columns?: readonly string[];
}

/** Ties what was seen to the permission that gives it; where the folder gives none, what is out there is not what is in the folder. */
export function explainOpening(folder: FolderView | undefined, { table, privilege, columns = [] }: Deed): Opening {
  if (folder === undefined)
    return {
      at: undefined,
      remedy: `Give the site folder with --site to see which record opens it; otherwise look for table permissions on ${table} with the role of anonymous users.`,
      accepted: undefined,
      folder: "unknown",
    };
  const { access, checked, stranger } = folder;
  const decision = access.decideRows(table, privilege, stranger);
  const [ground] = decision.because;
  if (decision.kind === "not-supported")
    return { at: ground, remedy: `The folder cannot tell: ${decision.message}`, accepted: undefined, folder: "unknown" };
  if (decision.kind !== "allowed" || ground === undefined)
    return {
      at: settingPlace(folder, `Webapi/${table}/enabled`) ?? ground,
      remedy: `The folder gives strangers no such right on ${table}: what is deployed is not what is in the folder. See \`portal-kit drift\`, then deploy; a table permission that was deleted from the folder is still out there.`,
      accepted: undefined,
      folder: "closes",
    };
  const permission = checked.site.tablePermissions.find(({ path, line }) => path === ground.path && line === ground.line);
  const top = permission === undefined ? undefined : (followParents(checked.site, permission).top ?? permission);
  const role = checked.site.roles.find(({ id }) => stranger.roleIds.includes(id) && (top?.roleIds.includes(id) ?? false));
  const given =
    top === undefined || top === permission
      ? `"${ground.name}"`
      : `"${top.name}" (${top.path}:${top.line}), whose web roles "${ground.name}" has as its child`;
  return {
    at: { path: ground.path, line: ground.line },
    remedy: `Take the web role "${role?.name ?? "of anonymous users"}" out of ${given}, or set ${words[privilege]} of "${ground.name}" to false.`,
    accepted: findAcceptance(checked, { table, privileges: [privilege], grounds: decision.because, columns }),
    folder: "opens",
  };
}

const words: Readonly<Record<Privilege, string>> = {
  read: "adx_read",
  create: "adx_create",
  write: "adx_write",
  delete: "adx_delete",
  append: "adx_append",
  appendTo: "adx_appendto",
};
