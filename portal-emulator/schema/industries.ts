import { choice } from "./columns.ts";
import type { ColumnDefinition } from "./table-definition.ts";

const industries = [
  "Accounting",
  "Agriculture and Non-petrol Natural Resource Extraction",
  "Broadcasting Printing and Publishing",
  "Brokers",
  "Building Supply Retail",
  "Business Services",
  "Consulting",
  "Consumer Services",
  "Design, Direction and Creative Management",
  "Distributors, Dispatchers and Processors",
  "Doctor's Offices and Clinics",
  "Durable Manufacturing",
  "Eating and Drinking Places",
  "Entertainment Retail",
  "Equipment Rental and Leasing",
  "Financial",
  "Food and Tobacco Processing",
  "Inbound Capital Intensive Processing",
  "Inbound Repair and Services",
  "Insurance",
  "Legal Services",
  "Non-Durable Merchandise Retail",
  "Outbound Consumer Service",
  "Petrochemical Extraction and Distribution",
  "Service Retail",
  "SIG Affiliations",
  "Social Services",
  "Special Outbound Trade Contractors",
  "Specialty Realty",
  "Transportation",
  "Utility Creation and Distribution",
  "Vehicle Retail",
  "Wholesale",
] as const;

/** https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/account; a lead has the same. */
export function industryCode(): ColumnDefinition {
  return choice("IndustryCode", industries);
}
