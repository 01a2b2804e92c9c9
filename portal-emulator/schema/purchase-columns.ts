import { choiceFromZero, flagOf } from "./columns.ts";
import type { ColumnDefinition } from "./table-definition.ts";

/** Who buys what, when and for how much, as a lead and an opportunity have it. https://learn.microsoft.com/dynamics365/developer/reference/entities/opportunity */
export function purchaseColumns(timeFrame: "PurchaseTimeFrame" | "PurchaseTimeframe"): ColumnDefinition[] {
  return [
    choiceFromZero("BudgetStatus", ["No Committed Budget", "May Buy", "Can Buy", "Will Buy"]),
    choiceFromZero(timeFrame, ["Immediate", "This Quarter", "Next Quarter", "This Year", "Unknown"]),
    choiceFromZero("PurchaseProcess", ["Individual", "Committee", "Unknown"]),
    choiceFromZero("Need", ["Must have", "Should have", "Good to have", "No need"]),
    flagOf("DecisionMaker", "mark complete", "completed"),
    choiceFromZero("InitialCommunication", ["Contacted", "Not Contacted"]),
    // The labels are the wrong way round in the product.
    ...["ConfirmInterest", "EvaluateFit"].map((name) => flagOf(name, "Yes", "No")),
  ];
}
