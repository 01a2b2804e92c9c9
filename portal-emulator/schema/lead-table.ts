import { leadAddressColumns } from "./address-columns.ts";
import { choice, choiceFromZero, flags, id, importColumns, lookup, memo, ownedColumns, plain, readOnly, states, text } from "./columns.ts";
import { industryCode } from "./industries.ts";
import { computeFullName, emailColumns, fullNameColumn, preferredContactMethod, refusalColumns } from "./person-columns.ts";
import { purchaseColumns } from "./purchase-columns.ts";
import type { TableDefinition } from "./table-definition.ts";

/** https://learn.microsoft.com/dynamics365/developer/reference/entities/lead; the columns a site is likely to use. */
export const leadTable: TableDefinition = {
  name: "lead",
  entitySet: "leads",
  schemaName: "Lead",
  displayName: "Lead",
  primaryId: "leadid",
  primaryName: "fullname",
  readOnly: false,
  elastic: false,
  compute: computeFullName,
  columns: [
    id("LeadId"),
    fullNameColumn(160),
    ...text(300, "Subject"),
    ...text(50, "FirstName", "MiddleName", "LastName"),
    ...text(100, "CompanyName", "JobTitle", "Salutation"),
    ...emailColumns(),
    ...text(50, "Telephone1", "Telephone2", "Telephone3", "Fax"),
    ...text(20, "MobilePhone", "Pager", "SIC"),
    ...text(200, "WebSiteUrl"),
    ...memo(2000, "Description", "QualificationComments"),
    choice("LeadQualityCode", ["Hot", "Warm", "Cold"], 2),
    choice("LeadSourceCode", [
      "Advertisement",
      "Employee Referral",
      "External Referral",
      "Partner",
      "Public Relations",
      "Seminar",
      "Trade Show",
      "Web",
      "Word of Mouth",
      "Other",
    ]),
    choice("PriorityCode", ["Default Value"], 1),
    choice("SalesStageCode", ["Default Value"], 1),
    preferredContactMethod(),
    industryCode(),
    ...purchaseColumns("PurchaseTimeFrame"),
    choiceFromZero("SalesStage", ["Qualify"]),
    ...plain("integer", "NumberOfEmployees"),
    ...plain("money", "Revenue", "BudgetAmount", "EstimatedAmount"),
    ...plain("double", "EstimatedValue"),
    ...plain("date", "EstimatedCloseDate"),
    // Shown as dates, and stored with a time.
    ...plain("datetime", "LastUsedInCampaign", "ScheduleFollowUp_Prospect", "ScheduleFollowUp_Qualify", "LastOnHoldTime"),
    ...leadAddressColumns(1),
    ...leadAddressColumns(2),
    ...refusalColumns(),
    ...readOnly(flags("Merged")),
    ...states([
      ["Open", { 1: "New", 2: "Contacted" }],
      ["Qualified", { 3: "Qualified" }],
      ["Disqualified", { 4: "Lost", 5: "Cannot Contact", 6: "No Longer Interested", 7: "Canceled" }],
    ]),
    lookup("CustomerId", "account", "contact"),
    lookup("ParentAccountId", "account"),
    lookup("ParentContactId", "contact"),
    lookup("OriginatingCaseId", "incident"),
    lookup("QualifyingOpportunityId", "opportunity"),
    ...readOnly([lookup("MasterId", "lead")]),
    ...ownedColumns(),
    ...importColumns(),
  ],
};
