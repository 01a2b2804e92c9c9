import type { ClientSiteParts } from "./client-site.ts";

const columns = {
  account:
    "accountid,name,revenue,telephone1,createdon,statuscode,address1_stateorprovince,primarycontactid,_primarycontactid_value,parentaccountid,_parentaccountid_value",
  contact:
    "contactid,firstname,lastname,fullname,emailaddress1,mobilephone,jobtitle,gendercode,donotemail,createdon,parentcustomerid,_parentcustomerid_value",
  lead: "leadid,subject,lastname",
  opportunity: "opportunityid,name,estimatedvalue,customerid,_customerid_value,parentaccountid,_parentaccountid_value",
  task: "activityid,subject,scheduledstart,regardingobjectid,_regardingobjectid_value",
};

/** Several related tables, open to everybody with every right. */
export const openTables: Pick<ClientSiteParts, "tables" | "permissions"> = {
  tables: columns,
  permissions: Object.fromEntries(Object.keys(columns).map((table) => [table, { table, role: "anonymous", scope: "global" }])),
};
