import type { Site } from "../../site/site.ts";
import type { EmulatorSwitches } from "../switches.ts";
import { webRoleContactTable } from "../schema/web-role-table.ts";
import type { Store } from "../store/store.ts";

/**
 * Web roles of a signed-in visitor: the authenticated users' role, and those the contact is associated with.
 * https://learn.microsoft.com/power-pages/security/create-web-roles
 */
export function rolesOfContact(site: Site, store: Pick<Store, "query">, contactId: string, switches: EmulatorSwitches): readonly string[] {
  const links = store.query(webRoleContactTable.name, { equals: { contactid: contactId } });
  const associated = new Set(links.map((row) => String(row["adx_webroleid"]).toLowerCase()));
  const given = site.roles
    .filter((role) => role.active)
    .filter((role) => role.isAuthenticated || associated.has(role.id) || (role.isAnonymous && switches.anonymousRoleOfSignedIn === "yes"))
    .map((role) => role.id);
  return [...new Set(given)];
}
