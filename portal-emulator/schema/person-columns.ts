import type { Row } from "../store/store.ts";
import { choice, choiceFromZero, column, flagOf, flags } from "./columns.ts";
import type { ColumnDefinition } from "./table-definition.ts";

/** Email addresses are what people are looked up by. */
export function emailColumns(): ColumnDefinition[] {
  return ["EMailAddress1", "EMailAddress2", "EMailAddress3"].map((name) => column(name, "string", { maxLength: 100, indexed: true }));
}

export function preferredContactMethod(): ColumnDefinition {
  return choice("PreferredContactMethodCode", ["Any", "Email", "Phone", "Fax", "Mail"], 1);
}

/** What a contact, an account or a lead does not want to receive. */
export function refusalColumns(): ColumnDefinition[] {
  return [
    ...["DoNotEMail", "DoNotBulkEMail", "DoNotPhone", "DoNotFax", "DoNotPostalMail"].map((name) => flagOf(name, "Allow", "Do Not Allow")),
    flagOf("DoNotSendMM", "Send", "Do Not Send"),
    flagOf("FollowEmail", "Do Not Allow", "Allow", true),
    ...flags("ParticipatesInWorkflow"),
  ];
}

/** When a contact or an account likes to be met. */
export function preferredAppointment(): ColumnDefinition[] {
  return [
    choiceFromZero("PreferredAppointmentDayCode", ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]),
    choice("PreferredAppointmentTimeCode", ["Morning", "Afternoon", "Evening"], 1),
  ];
}

/** The order of the parts is a setting of the organization; this is the usual one. */
export function computeFullName(row: Row): Row {
  const parts = [row["firstname"], row["lastname"]].filter((part) => typeof part === "string" && part !== "");
  return { fullname: parts.length === 0 ? null : parts.join(" ") };
}

export function fullNameColumn(maxLength: number): ColumnDefinition {
  return column("FullName", "string", { maxLength, readOnly: true });
}
