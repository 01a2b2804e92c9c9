import type { Row } from "../store/store.ts";
import { choice, column, plain, text } from "./columns.ts";
import type { ColumnDefinition } from "./table-definition.ts";

/** An address block as contact, account and lead have it. */
export function addressColumns(number: 1 | 2 | 3): ColumnDefinition[] {
  const named = (...names: readonly string[]): string[] => names.map((name) => `Address${number}_${name}`);
  return [
    ...text(200, ...named("Name")),
    ...text(250, ...named("Line1", "Line2", "Line3")),
    ...text(80, ...named("City", "Country")),
    ...text(50, ...named("County", "StateOrProvince", "Telephone1", "Telephone2", "Telephone3", "Fax")),
    ...text(20, ...named("PostalCode", "PostOfficeBox")),
    ...text(100, ...named("PrimaryContactName")),
    ...plain("double", ...named("Latitude", "Longitude")),
  ];
}

/** Email addresses are what people are looked up by. */
export function emailColumns(): ColumnDefinition[] {
  return ["EMailAddress1", "EMailAddress2", "EMailAddress3"].map((name) => column(name, "string", { maxLength: 100, indexed: true }));
}

export function preferredContactMethod(): ColumnDefinition {
  return choice("PreferredContactMethodCode", ["Any", "Email", "Phone", "Fax", "Mail"], 1);
}

/** The order of the parts is a setting of the organization; this is the usual one. */
export function computeFullName(row: Row): Row {
  const parts = [row["firstname"], row["lastname"]].filter((part) => typeof part === "string" && part !== "");
  return { fullname: parts.length === 0 ? null : parts.join(" ") };
}

export function fullNameColumn(maxLength: number): ColumnDefinition {
  return column("FullName", "string", { maxLength, readOnly: true });
}
