import type { TableDefinition } from "./table-definition.ts";

/**
 * Which contacts have which web roles. The roles themselves are records of the site folder; who has them is data of the organization.
 * https://learn.microsoft.com/power-pages/security/assign-web-roles (the name is that of the standard data model)
 */
export const webRoleContactTable: TableDefinition = {
  name: "adx_webrole_contact",
  entitySet: "adx_webrole_contactset",
  primaryId: "adx_webrole_contactid",
  primaryName: "adx_webrole_contactid",
  readOnly: false,
  elastic: false,
  intersect: true,
  columns: [
    { name: "adx_webrole_contactid", type: "uniqueidentifier", evidence: "documented" },
    { name: "adx_webroleid", type: "uniqueidentifier", evidence: "documented" },
    { name: "contactid", type: "uniqueidentifier", indexed: true, evidence: "documented" },
    { name: "versionnumber", type: "bigint", readOnly: true, evidence: "documented" },
  ],
};
