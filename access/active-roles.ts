import type { Site } from "../site/site.ts";
import type { AccessPersona } from "./access.ts";

/** A role that is inactive, or not of this site, gives nothing. */
export function activeRoles(site: Site, persona: AccessPersona): ReadonlySet<string> {
  const active = new Set(site.roles.filter((role) => role.active).map((role) => role.id));
  return new Set(persona.roleIds.filter((id) => active.has(id)));
}
