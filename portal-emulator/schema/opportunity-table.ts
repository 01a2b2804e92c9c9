import { choice, choiceOf, column, flags, id, lookup, memo, ownedColumns, plain, readOnly, states, text } from "./columns.ts";
import type { TableDefinition } from "./table-definition.ts";

/** https://learn.microsoft.com/dynamics365/developer/reference/entities/opportunity; the columns a site is likely to use. */
export const opportunityTable: TableDefinition = {
  name: "opportunity",
  entitySet: "opportunities",
  schemaName: "Opportunity",
  displayName: "Opportunity",
  primaryId: "opportunityid",
  primaryName: "name",
  readOnly: false,
  elastic: false,
  columns: [
    id("OpportunityId"),
    ...text(300, "Name"),
    column("EmailAddress", "string", { maxLength: 100, indexed: true }),
    ...text(200, "StepName"),
    ...memo(2000, "Description", "CurrentSituation", "CustomerNeed", "CustomerPainPoints", "ProposedSolution", "QuoteComments"),
    ...plain("money", "EstimatedValue", "ActualValue", "BudgetAmount", "FreightAmount", "TotalAmount"),
    ...plain("date", "EstimatedCloseDate", "ActualCloseDate"),
    ...plain("datetime", "FinalDecisionDate", "ScheduleFollowup_Prospect", "ScheduleFollowup_Qualify"),
    ...plain("integer", "CloseProbability"),
    choice("OpportunityRatingCode", ["Hot", "Warm", "Cold"], 2),
    choice("PriorityCode", ["Default Value"], 1),
    choiceOf("BudgetStatus", [
      { value: 0, label: "No Committed Budget" },
      { value: 1, label: "May Buy" },
      { value: 2, label: "Can Buy" },
      { value: 3, label: "Will Buy" },
    ]),
    choiceOf("PurchaseTimeframe", [
      { value: 0, label: "Immediate" },
      { value: 1, label: "This Quarter" },
      { value: 2, label: "Next Quarter" },
      { value: 3, label: "This Year" },
      { value: 4, label: "Unknown" },
    ]),
    choiceOf("PurchaseProcess", [
      { value: 0, label: "Individual" },
      { value: 1, label: "Committee" },
      { value: 2, label: "Unknown" },
    ]),
    ...flags("DecisionMaker", "DevelopProposal", "PresentProposal", "SendThankYouNote", "PursuitDecision", "IsRevenueSystemCalculated"),
    ...states([
      ["Open", { 1: "In Progress", 2: "On Hold" }],
      ["Won", { 3: "Won" }],
      ["Lost", { 4: "Canceled", 5: "Out-Sold" }],
    ]),
    lookup("CustomerId", "account", "contact"),
    lookup("ParentAccountId", "account"),
    lookup("ParentContactId", "contact"),
    ...readOnly([lookup("OriginatingLeadId", "lead")]),
    ...ownedColumns(),
  ],
};
