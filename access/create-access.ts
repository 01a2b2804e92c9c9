import type { Site } from "../site/site.ts";
import type { Access } from "./access.ts";
import { decideColumns } from "./decide-columns.ts";
import { decideRows } from "./decide-rows.ts";
import { findEnhancedAuthorization } from "./find-enhanced-authorization.ts";
import { findSettings } from "./find-settings.ts";
import { readWebApiSettings } from "./read-web-api-settings.ts";

/** Judges who may do what on a site. Pure; make it anew when the site changed. */
export function createAccess(site: Site): Access {
  const cannotConclude = findEnhancedAuthorization(site);
  const roles = site.roles.filter((role) => role.active);
  const webApi = remember((table: string) => readWebApiSettings(site, table));
  return {
    cannotConclude,
    anonymousRoleIds: roles.filter((role) => role.isAnonymous).map((role) => role.id),
    authenticatedRoleIds: roles.filter((role) => role.isAuthenticated).map((role) => role.id),
    decideRows: (table, privilege, persona) =>
      cannotConclude === undefined
        ? decideRows({ site, table, privilege, persona })
        : { kind: "not-supported", message: cannotConclude, because: [] },
    allowedColumns: (table, right, persona, listed) =>
      cannotConclude === undefined
        ? decideColumns({ site, settings: webApi(table), table, right, persona, listed })
        : { kind: "not-supported", message: cannotConclude, because: [] },
    webApi,
    setting: remember((name) => findSettings(site, name)[0]?.value),
  };
}

/** A site does not change: what was found once for a name stays found. */
function remember<Value>(find: (name: string) => Value): (name: string) => Value {
  const found = new Map<string, Value>();
  return (name) => {
    const known = found.get(name);
    if (known !== undefined || found.has(name)) {
      // The name has been looked up, so its value is there, undefined included.
      return known as Value;
    }
    const value = find(name);
    found.set(name, value);
    return value;
  };
}
