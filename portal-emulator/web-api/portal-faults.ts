import type { Privilege } from "../../access/access.ts";
import { DataverseFault } from "../organization/dataverse-fault.ts";
import type { EmulatorSwitches } from "../switches.ts";
import { PortalFault } from "./portal-fault.ts";

// Codes, names and texts: https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors
// 90040120, 9004010A and 9004010E are observed (third party).

export function unknownResource(segment: string): PortalFault {
  return new PortalFault({
    status: 400,
    code: "9004010A",
    message: `Resource not found for the segment '${segment}'.`,
    type: "InvalidArgument",
  });
}

export function tableNotEnabled(segment: string): PortalFault {
  return new PortalFault({
    status: 404,
    code: "9004010C",
    message: `Resource not found for the segment '${segment}'.`,
    type: "ResourceDoesNotExists",
  });
}

export function configurationTable(segment: string): PortalFault {
  return new PortalFault({
    status: 404,
    code: "9004010E",
    message: `Resource not found for the segment '${segment}'.`,
    type: "ResourceDoesNotExists",
  });
}

/** Status and code are assumed; the text is documented. */
export function noFields(): PortalFault {
  return new PortalFault({ status: 400, code: "9004010A", message: "No fields defined for this entity." });
}

export function columnNotEnabled(column: string, table: string): PortalFault {
  return new PortalFault({
    status: 403,
    code: "90040101",
    message: `Attribute ${column} in table ${table} is not enabled for Web Api.`,
    type: "AttributePermissionIsMissing",
  });
}

export function unknownColumn(column: string, table: string): PortalFault {
  return new PortalFault({
    status: 400,
    code: "90040100",
    message: `Attribute ${column} cannot be found for table ${table}.`,
    type: "InvalidAttribute",
  });
}

export function noColumns(): PortalFault {
  return new PortalFault({
    status: 400,
    code: "900400FF",
    message: "No attributes for Create Table action.",
    type: "NoAttributesForTableCreate",
  });
}

const permissionFaults: Readonly<Record<"read" | "create" | "write" | "delete", (table: string) => PortalFault>> = {
  read: (table) =>
    new PortalFault({
      status: 403,
      code: "90040120",
      message: `You don't have permission to read the ${table} table.`,
      type: "EntityPermissionReadIsMissing",
    }),
  create: (table) =>
    new PortalFault({
      status: 403,
      code: "90040103",
      message: `You don't have permission to create ${table} entity.`,
      type: "TablePermissionCreateIsMissing",
    }),
  write: (table) =>
    new PortalFault({
      status: 403,
      code: "90040102",
      message: `You don't have permission to update ${table} entity.`,
      type: "TablePermissionWriteIsMissingDuringUpdate",
    }),
  delete: (table) =>
    new PortalFault({
      status: 403,
      code: "90040104",
      message: `You don't have permission to delete ${table} entity.`,
      type: "TablePermissionDeleteIsMissing",
    }),
};

export type AskedPrivilege = Extract<Privilege, keyof typeof permissionFaults>;

export function noPermission(privilege: AskedPrivilege, table: string): PortalFault {
  return permissionFaults[privilege](table);
}

/** https://learn.microsoft.com/power-pages/security/disable-anonymous-access */
export function anonymousReadsBlocked(): PortalFault {
  return new PortalFault({
    status: 403,
    code: "90040120",
    message: "You don't have permission to view these records. Please sign in to continue.",
    type: "EntityPermissionReadIsMissing",
  });
}

/** `from` points at `to`, or would, or did. */
export function noLink(missing: "append" | "appendTo", from: string, to: string): PortalFault {
  return missing === "append"
    ? new PortalFault({
        status: 403,
        code: "90040105",
        message: `You don't have permission to associate or disassociate table ${from} with ${to}.`,
        type: "TablePermissionAppendIsMissngDuringAssociationChange",
      })
    : new PortalFault({
        status: 403,
        code: "90040106",
        message: `You don't have permission to associate or disassociate table ${from} to ${to}`,
        type: "TablePermissionAppendToIsMissingDuringAssociationChange",
      });
}

/** A permission that grants, but lacks what its access type needs. https://github.com/microsoft/power-pages-samples (file upload with notes) */
export function brokenPermission(message: string, status: EmulatorSwitches["brokenPermissionStatus"]): PortalFault {
  return new PortalFault({ status, code: "9004010A", message });
}

/** A fault of Dataverse, as the portal passes it on. */
export function dataverseFault(status: 400 | 404 | 412, cdscode: string, detail: string): DataverseFault {
  return new DataverseFault({ status, code: cdscode, message: detail });
}

export function wrongMethod(method: string): PortalFault {
  return new PortalFault({
    status: 405,
    code: "",
    message: `The requested resource does not support http method '${method}'.`,
    type: "NotSupported",
  });
}

export function malformed(message: string): PortalFault {
  return new PortalFault({ status: 400, code: "9004010A", message, type: "InvalidArgument" });
}

export function tooLarge(): PortalFault {
  return new PortalFault({ status: 413, code: "", message: "The request entity is too large." });
}

/** A portal may well do it; the emulator says so instead of answering wrongly. */
export function notBuilt(what: string): PortalFault {
  return new PortalFault({
    status: 501,
    code: "",
    message: `Not built in the emulator: ${what}`,
    type: "NotImplemented",
  });
}

/** The site setting `Webapi/<table>/disableodatafilter`; with what a portal refuses is assumed. */
export function filterDisabled(table: string): PortalFault {
  return new PortalFault({
    status: 400,
    code: "9004010A",
    message: `OData filters are disabled for the table ${table}.`,
    type: "InvalidArgument",
  });
}

/**
 * A known defect, documented: plain OData fails with a fault of Dataverse where permissions go over several relationships. Which fault is not said.
 * https://learn.microsoft.com/power-pages/configure/web-api-overview
 */
export function chainedRead(table: string): PortalFault {
  return new PortalFault({
    status: 400,
    code: "9004010D",
    message: "CDS error occurred.",
    type: "CDSError",
    detail: `The permissions on ${table} go over several relationships: a portal answers such a read with fetchXml only.`,
  });
}
