import type { Site } from "../site/site.ts";
import type { Access } from "./access.ts";
import { decideColumns } from "./decide-columns.ts";
import { decideTable } from "./decide-table.ts";
import { findEnhancedAuthorization } from "./find-enhanced-authorization.ts";
import { findSettings } from "./find-settings.ts";
import { readWebApiSettings } from "./read-web-api-settings.ts";

/** Judges who may do what on a site. Pure; make it anew when the site changed. */
export function createAccess(site: Site): Access {
  const cannotConclude = findEnhancedAuthorization(site);
  const roles = site.roles.filter((role) => role.active);
  return {
    cannotConclude,
    anonymousRoleIds: roles.filter((role) => role.isAnonymous).map((role) => role.id),
    authenticatedRoleIds: roles.filter((role) => role.isAuthenticated).map((role) => role.id),
    decideTable: (table, privilege, persona) =>
      cannotConclude === undefined
        ? decideTable({ site, table, privilege, persona })
        : { kind: "not-supported", message: cannotConclude, because: [] },
    allowedColumns: (table, right, persona) =>
      cannotConclude === undefined
        ? decideColumns({ site, table, right, persona })
        : { kind: "not-supported", message: cannotConclude, because: [] },
    webApi: (table) => readWebApiSettings(site, table),
    setting: (name) => findSettings(site, name)[0]?.value,
  };
}
