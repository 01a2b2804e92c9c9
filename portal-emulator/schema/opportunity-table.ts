import {
  choice,
  choiceFromZero,
  column,
  flagOf,
  flags,
  id,
  importColumns,
  lookup,
  memo,
  ownedColumns,
  plain,
  states,
  text,
} from "./columns.ts";
import { purchaseColumns } from "./purchase-columns.ts";
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
    ...memo(2000, "QualificationComments"),
    ...plain("money", "EstimatedValue", "ActualValue", "BudgetAmount", "FreightAmount", "TotalAmount", "DiscountAmount"),
    ...plain("decimal", "DiscountPercentage"),
    ...plain("date", "EstimatedCloseDate", "ActualCloseDate", "FinalDecisionDate"),
    // Shown as dates, and stored with a time.
    ...plain("datetime", "ScheduleFollowup_Prospect", "ScheduleFollowup_Qualify", "ScheduleProposalMeeting", "LastOnHoldTime"),
    ...plain("integer", "CloseProbability"),
    choice("OpportunityRatingCode", ["Hot", "Warm", "Cold"], 2),
    choice("PriorityCode", ["Default Value"], 1),
    choice("SalesStageCode", ["Default Value"], 1),
    choiceFromZero("SalesStage", ["Qualify", "Develop", "Propose", "Close"]),
    choiceFromZero("TimeLine", ["Immediate", "This Quarter", "Next Quarter", "This Year", "Not known"]),
    ...purchaseColumns("PurchaseTimeframe"),
    ...["IdentifyCompetitors", "IdentifyCustomerContacts", "IdentifyPursuitTeam", "PresentFinalProposal"].map((name) =>
      flagOf(name, "mark complete", "completed"),
    ),
    ...["DevelopProposal", "PresentProposal", "SendThankYouNote", "CompleteFinalProposal", "CompleteInternalReview", "FileDebrief"].map(
      (name) => flagOf(name, "Mark complete", "Completed"),
    ),
    // The labels are the wrong way round in the product.
    ...["PursuitDecision", "CaptureProposalFeedback", "ResolveFeedback"].map((name) => flagOf(name, "Yes", "No")),
    flagOf("IsRevenueSystemCalculated", "User Provided", "System Calculated"),
    ...flags("ParticipatesInWorkflow"),
    ...states([
      ["Open", { 1: "In Progress", 2: "On Hold" }],
      ["Won", { 3: "Won" }],
      ["Lost", { 4: "Canceled", 5: "Out-Sold" }],
    ]),
    lookup("CustomerId", "account", "contact"),
    lookup("ParentAccountId", "account"),
    lookup("ParentContactId", "contact"),
    lookup("OriginatingLeadId", "lead"),
    ...ownedColumns(),
    ...importColumns(),
  ],
};
