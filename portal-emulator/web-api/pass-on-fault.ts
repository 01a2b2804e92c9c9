import type { EmulatorSwitches } from "../switches.ts";
import { PayloadFault } from "../odata/payload/payload-fault.ts";
import { QueryFault } from "../odata/query-fault.ts";
import { DataverseFault, type DataverseStatus } from "../organization/dataverse-fault.ts";
import { UnjudgedPermission } from "../permissions/permissions.ts";
import { PortalFault, type PortalFaultOptions } from "./portal-fault.ts";
import { TableDenied } from "../query/row-reader.ts";
import { brokenPermission, malformed, noPermission, notBuilt, tableNotEnabled } from "./portal-faults.ts";

/**
 * What the portal answers when a query, a body, a permission or Dataverse refuses; undefined: the error is none of theirs, but a bug.
 * Documented: code 9004010D with Dataverse's own in `cdscode`. Whether a plug-in's text reaches the visitor is not: it stands in `innererror` only.
 * https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors
 */
export function passOnFault(error: unknown, switches: EmulatorSwitches): PortalFault | undefined {
  if (error instanceof PortalFault) return error;
  if (error instanceof QueryFault) return passOnQueryFault(error);
  if (error instanceof PayloadFault) return passOnPayloadFault(error);
  if (error instanceof TableDenied) return noPermission("read", error.table);
  if (error instanceof UnjudgedPermission) {
    return error.kind === "broken" ? brokenPermission(error.message, switches.brokenPermissionStatus) : notBuilt(error.message);
  }
  if (!(error instanceof DataverseFault)) return undefined;
  return new PortalFault({
    ...cdsError(error.code === "0x80060892" ? switches.duplicateKeyCode : error.code, error.message),
    status: portalStatus(error.status, switches),
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  });
}

function passOnQueryFault(fault: QueryFault): PortalFault {
  return fault.code === "not-supported" ? notBuilt(fault.message) : malformed(fault.message);
}

/** What of a body the portal itself refuses, and what it leaves to Dataverse, is assumed. */
function passOnPayloadFault(fault: PayloadFault): PortalFault {
  switch (fault.code) {
    case "unknown-set":
      return tableNotEnabled(fault.subject);
    case "malformed-address":
    case "foreign-address":
    case "unknown-key":
      return malformed(fault.message);
    default:
      return new PortalFault({ ...cdsError(fault.cdscode, fault.message), status: fault.status });
  }
}

function cdsError(cdscode: string, detail: string): Omit<PortalFaultOptions, "status"> {
  return { code: "9004010D", message: "CDS error occurred.", type: "CDSError", cdscode, detail };
}

function portalStatus(status: DataverseStatus, switches: EmulatorSwitches): PortalFaultOptions["status"] {
  if (status === 429) return switches.throttledStatus;
  return status === 412 ? switches.conflictStatus : status;
}
