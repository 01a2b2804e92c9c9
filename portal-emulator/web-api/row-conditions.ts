import type { VersionCondition } from "../organization/organization.ts";
import type { Row } from "../store/store.ts";
import { dataverseFault } from "./portal-faults.ts";

/**
 * `If-Match` and `If-None-Match` of a write to a row that is there, as Dataverse judges them; that a portal hands them on is observed (third party).
 * Returns the version the row must still have. Throws DataverseFault.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/perform-conditional-operations-using-web-api
 */
export function requireMatch(request: Request, row: Row): VersionCondition | undefined {
  if (request.headers.get("if-none-match") === "*") {
    throw dataverseFault(412, "0x80040237", "A record with matching key values already exists.");
  }
  const match = request.headers.get("if-match");
  if (match === null || match.trim() === "*") return undefined;
  const version = Number(/^\s*(?:W\/)?"(\d{1,15})"\s*$/u.exec(match)?.[1] ?? Number.NaN);
  if (version !== row["versionnumber"]) {
    throw dataverseFault(412, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided.");
  }
  return { version };
}
