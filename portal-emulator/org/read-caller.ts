import { isGuid } from "../odata/parse-path.ts";
import type { Caller } from "../organization/organization.ts";
import { operatorUserId } from "../organization/system-users.ts";
import { OrgFault } from "./org-fault.ts";

/**
 * Whom a request acts for: the operator, or the user it impersonates. `CallerObjectId` is the id of the user's Entra account, which the emulated
 * organization takes for the user's own id (assumed); that the user exists is not checked.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/impersonate-another-user-web-api
 */
export function readCaller(headers: Headers): Caller {
  const given = headers.get("mscrmcallerid") ?? headers.get("callerobjectid");
  if (given === null) return { userId: operatorUserId };
  const id = given.trim().replace(/^\{(.*)\}$/u, "$1");
  if (!isGuid(id)) throw new OrgFault(400, "0x80040203", "The header that names the user to impersonate holds no GUID.");
  return { userId: id.toLowerCase() };
}

const bypassHeaders = ["mscrm.bypasscustompluginexecution", "mscrm.bypassbusinesslogicexecution"] as const;

/** Headers that change what Dataverse does and that the emulator does not obey must not pass silently. Others it does not know are ignored. */
export function refuseUnbuiltHeaders(headers: Headers): void {
  for (const name of bypassHeaders) {
    const value = headers.get(name);
    if (value !== null && value.trim().toLowerCase() !== "false") throw OrgFault.notBuilt(`the header ${name}.`);
  }
}
