import type { Exchange } from "./frame.ts";

/** Reads a column that the fields setting does not list: a refusal of the portal's own. */
export const unlisted: Omit<Exchange, "expect"> = { ask: "GET /_api/contacts?$select=jobtitle" };
export const unlistedMessage = "Attribute jobtitle in table contact is not enabled for Web Api.";
/** The settings that show `innererror`. */
export const innerErrors = { "Webapi/error/innererror": "true" };
