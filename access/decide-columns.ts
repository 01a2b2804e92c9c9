import type { ColumnPermissionProfile, ColumnRight, Site } from "../site/site.ts";
import type { AccessPersona, ColumnDecision, Ground, WebApiSettings } from "./access.ts";
import { activeRoles } from "./active-roles.ts";

interface Question {
  readonly site: Site;
  /** The table's. */
  readonly settings: WebApiSettings;
  readonly table: string;
  readonly right: ColumnRight;
  readonly persona: AccessPersona;
  /** Instead of what the setting lists. */
  readonly listed?: readonly string[] | undefined;
}

/**
 * The fields setting limits everything; column permission profiles of the persona's roles limit it further and add up among themselves.
 * https://learn.microsoft.com/power-pages/security/column-permissions
 */
export function decideColumns({ site, settings, table, right, persona, ...question }: Question): ColumnDecision {
  if (settings.cannotConclude !== undefined) {
    return { kind: "not-supported", message: settings.cannotConclude, because: settings.because };
  }
  const listed = question.listed ?? (settings.columns === "wildcard" ? [] : (settings.columns ?? []));
  const roleIds = activeRoles(site, persona);
  const profiles = site.columnPermissionProfiles.filter(
    (profile) => profile.active && profile.table === table && profile.roleIds.some((id) => roleIds.has(id)),
  );
  if (profiles.length === 0) {
    return { kind: "columns", columns: listed, because: settings.because };
  }
  return {
    kind: "columns",
    columns: listed.filter((column) => profiles.some((profile) => grants(profile, column, right))),
    because: [...settings.because, ...profiles.map((profile) => ground(profile))],
  };
}

/** What the profile says of the column itself goes before what it says of all the others. */
function grants(profile: ColumnPermissionProfile, listed: string, right: ColumnRight): boolean {
  const column = /^_(.+)_value$/u.exec(listed)?.[1] ?? listed;
  const named = profile.columns.filter((one) => one.column === column || one.column === listed);
  return named.length === 0 ? profile.allColumns.includes(right) : named.some((one) => one.rights.includes(right));
}

function ground(profile: ColumnPermissionProfile): Ground {
  return { name: profile.name, path: profile.path, line: profile.line, says: "limits the columns" };
}
