import { choice, choiceOf, column, flags, id, lookup, memo, ownedColumns, plain, readOnly, states, text } from "./columns.ts";
import type { TableDefinition } from "./table-definition.ts";

/**
 * Cases. https://learn.microsoft.com/dynamics365/developer/reference/entities/incident; the columns a site is likely to use.
 * The automatic ticket number is not built: a case has the one that is written, or none.
 */
export const incidentTable: TableDefinition = {
  name: "incident",
  entitySet: "incidents",
  schemaName: "Incident",
  displayName: "Case",
  primaryId: "incidentid",
  primaryName: "title",
  readOnly: false,
  elastic: false,
  columns: [
    id("IncidentId"),
    ...text(200, "Title"),
    column("TicketNumber", "string", { maxLength: 100, indexed: true }),
    column("EmailAddress", "string", { maxLength: 100, indexed: true }),
    ...memo(2000, "Description"),
    choiceOf("CaseOriginCode", [
      { value: 1, label: "Phone" },
      { value: 2, label: "Email" },
      { value: 3, label: "Web" },
      { value: 2483, label: "Facebook" },
      { value: 3986, label: "Twitter" },
      { value: 700_610_000, label: "IoT" },
    ]),
    choice("CaseTypeCode", ["Question", "Problem", "Request"]),
    choice("PriorityCode", ["High", "Normal", "Low"], 2),
    choice("SeverityCode", ["Default Value"], 1),
    choice("CustomerSatisfactionCode", ["Very Dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very Satisfied"]),
    ...plain("datetime", "FollowupBy", "EscalatedOn", "ResolveBy", "ResponseBy"),
    ...flags("IsEscalated", "FollowUpTaskCreated", "FirstResponseSent", "CustomerContacted", "Merged"),
    ...states([
      ["Active", { 1: "In Progress", 2: "On Hold", 3: "Waiting for Details", 4: "Researching" }],
      ["Resolved", { 5: "Problem Solved", 1000: "Information Provided" }],
      ["Canceled", { 6: "Canceled", 2000: "Merged" }],
    ]),
    lookup("CustomerId", "account", "contact"),
    lookup("PrimaryContactId", "contact"),
    lookup("ResponsibleContactId", "contact"),
    lookup("ParentCaseId", "incident"),
    lookup("ExistingCase", "incident"),
    ...readOnly([lookup("MasterId", "incident")]),
    ...ownedColumns(),
  ],
};
