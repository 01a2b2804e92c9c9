import { DataverseFault } from "./dataverse-fault.ts";

// Codes: https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
// Statuses: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
// A status that page does not name is assumed, 400 for what the caller did and 500 for what the database did.

export const faults = {
  rowMissing: (table: string, id: string) =>
    new DataverseFault({ code: "0x80040217", status: 404, message: `Entity '${table}' With Id = ${id} Does Not Exist` }),
  /** The id is taken, or the two rows are linked already. */
  duplicateRow: () => new DataverseFault({ code: "0x80040237", status: 412, message: "A record with matching key values already exists." }),
  /** Status observed (third party). */
  duplicateKey: (table: string, key: string, cause?: unknown) =>
    new DataverseFault({
      code: "0x80060892",
      status: 412,
      message: `A record that has the attribute values of the entity key '${key}' of '${table}' already exists. The entity key requires that this set of attributes contains unique values.`,
      cause,
    }),
  versionMismatch: () =>
    new DataverseFault({
      code: "0x80060882",
      status: 412,
      message: "The version of the existing record doesn't match the RowVersion property provided.",
    }),
  privilegeMissing: (userId: string, privilege: string) =>
    new DataverseFault({ code: "0x80040220", status: 403, message: `Principal user (Id=${userId}) is missing ${privilege} privilege.` }),
  restricted: () =>
    new DataverseFault({
      code: "0x80040227",
      status: 405,
      message: "The object you tried to delete is associated with another object and cannot be deleted.",
    }),
  invalidArgument: (message: string) => new DataverseFault({ code: "0x80040203", status: 400, message }),
  invalidStatus: (table: string, status: number, state: number) =>
    new DataverseFault({
      code: "0x80048408",
      status: 400,
      message: `${status} is not a valid status code for state code ${state} on ${table}.`,
    }),
  messageUnknown: (name: string) =>
    new DataverseFault({ code: "0x8006088a", status: 404, message: `Resource not found for the segment '${name}'.` }),
  /** A plug-in's own words. */
  pluginRefused: (message: string, traceText: string, cause: unknown) =>
    new DataverseFault({ code: "0x80040265", status: 400, message, traceText, cause }),
  pluginFailed: (step: string, traceText: string, cause: unknown) =>
    new DataverseFault({
      code: "0x80040224",
      status: 500,
      message: `An unexpected error occurred from ISV code. (ErrorType = ClientError) Unexpected exception from plug-in (Execute): ${step}: ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`,
      traceText,
      cause,
    }),
  depthExceeded: () =>
    new DataverseFault({
      code: "0x80044182",
      status: 400,
      message: "A chain of plug-ins that call one another went deeper than 8: it is taken for an infinite loop.",
    }),
  /** The next service call of a plug-in that caught a fault and went on. https://learn.microsoft.com/power-apps/developer/data-platform/troubleshoot-plug-ins */
  faultWasCaught: () =>
    new DataverseFault({
      code: "0x8009000C",
      status: 400,
      message:
        "ISV code reduced the open transaction count. Custom plug-ins should not catch exceptions from OrganizationService calls and continue processing.",
    }),
  noTransaction: () =>
    new DataverseFault({
      code: "0x80040251",
      status: 400,
      message:
        "There is no active transaction. This error is usually caused by custom plug-ins that ignore errors from service calls and continue processing.",
    }),
  lockTimeout: () =>
    new DataverseFault({
      code: "0x80044151",
      status: 500,
      message:
        "Sql error: Execution Timeout Expired. The timeout period elapsed prior to completion of the operation or the server is not responding.",
    }),
  /** Code, status and "Sql Number" observed (third party). */
  deadlock: () =>
    new DataverseFault({
      code: "0x80044150",
      status: 500,
      message: "Sql error: Generic SQL error. CRM ErrorCode: -2147204784 Sql ErrorCode: -2146232060 Sql Number: 1205",
    }),
  pluginTimeout: () =>
    new DataverseFault({
      code: "0x80044173",
      status: 500,
      message: "The plug-in execution failed because the operation has timed-out at the Sandbox Worker.",
    }),
  parameterUnknown: (parameter: string, message: string) =>
    new DataverseFault({
      code: "0x8004416b",
      status: 400,
      message: `Message property name '${parameter}' is not valid on message ${message}.`,
    }),
  closing: () => new DataverseFault({ code: "", status: 503, message: "The organization is shutting down." }),
} as const;
