import type { LinkEnd } from "../permissions/permissions.ts";
import { noLink } from "./portal-faults.ts";
import type { WebApiCall } from "./web-api-call.ts";

/**
 * Append on the row that points, append-to on the row that is pointed at. Throws PortalFault.
 * https://learn.microsoft.com/power-pages/configure/configure-notes
 */
export async function requireLink({ permissions }: WebApiCall, from: LinkEnd, to: LinkEnd): Promise<void> {
  const missing = await permissions.missingForLink(from, to);
  if (missing !== undefined) throw noLink(missing, from.table, to.table);
}
