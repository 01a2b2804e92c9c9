import { choiceFromZero, column, id, importColumns, lookup, memo, ownedColumns, plain, readOnly, states, text } from "./columns.ts";
import type { TableDefinition } from "./table-definition.ts";

/**
 * Feedback: what the contact form of Microsoft's starter sites writes. The columns and choices are those of the Common Data Model.
 * https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/feedback and https://github.com/microsoft/CDM
 * Its lookup to what it is about (`RegardingObjectId`) points at tables that have feedback switched on, of which none is here.
 */
export const feedbackTable: TableDefinition = {
  name: "feedback",
  entitySet: "feedback",
  schemaName: "Feedback",
  displayName: "Feedback",
  primaryId: "feedbackid",
  primaryName: "title",
  readOnly: false,
  elastic: false,
  columns: [
    id("FeedbackId"),
    ...text(155, "Title"),
    ...memo(2000, "Comments"),
    ...plain("integer", "Rating", "MinRating", "MaxRating"),
    ...readOnly(plain("decimal", "NormalizedRating")),
    choiceFromZero("Source", ["Internal", "Portal"], 0),
    ...plain("datetime", "ClosedOn"),
    column("adx_approved", "boolean", { displayName: "Published To Web", initial: false }),
    column("adx_authorurl", "string", { displayName: "Author URL", maxLength: 200 }),
    column("Adx_ContactEmail", "string", { displayName: "Email", maxLength: 100 }),
    column("Adx_ContactUsername", "string", { displayName: "Username", maxLength: 100 }),
    column("adx_createdbycontact", "string", { displayName: "Created By Name (Contact)", maxLength: 4000 }),
    ...states([
      ["Open", { 1: "Proposed", 2: "Accepted" }],
      ["Closed", { 3: "Closed", 4: "Rejected" }],
    ]),
    lookup("CreatedByContact", "contact"),
    lookup("CreatedOnBehalfByContact", "contact"),
    ...ownedColumns(),
    ...importColumns(),
  ],
};
