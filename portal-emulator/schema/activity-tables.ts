import {
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
  readOnly,
  states,
  text,
} from "./columns.ts";
import { oneToMany } from "./relationships.ts";
import type { OneToMany } from "./schema.ts";
import type { ColumnDefinition, TableDefinition } from "./table-definition.ts";

// Tasks, appointments and phone calls: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/task, .../appointment,
// .../phonecall. Not built: the activity pointer they share, and their party lists (attendees, caller and called).

const subjects = ["account", "contact", "incident", "lead", "opportunity"] as const;

interface Activity {
  readonly name: string;
  readonly schemaName: string;
  readonly displayName: string;
  readonly columns: readonly ColumnDefinition[];
}

function activityTable({ name, schemaName, displayName, columns }: Activity): TableDefinition {
  return {
    name,
    entitySet: `${name}s`,
    schemaName,
    displayName,
    primaryId: "activityid",
    primaryName: "subject",
    readOnly: false,
    elastic: false,
    columns: [
      id("ActivityId"),
      ...text(200, "Subject"),
      ...text(250, "Category"),
      ...plain("datetime", "ScheduledStart", "ScheduledEnd", "ActualStart", "ActualEnd", "SortDate", "LastOnHoldTime"),
      ...plain("integer", "ActualDurationMinutes"),
      choiceFromZero("PriorityCode", ["Low", "Normal", "High"], 1),
      ...flags("IsBilled", "IsWorkflowCreated"),
      ...memo(8192, "ActivityAdditionalParams"),
      lookup("RegardingObjectId", ...subjects),
      ...columns,
      ...ownedColumns(),
      ...importColumns(),
    ],
  };
}

export const activityTables: readonly TableDefinition[] = [
  activityTable({
    name: "task",
    schemaName: "Task",
    displayName: "Task",
    columns: [
      ...text(250, "Subcategory"),
      ...memo(2000, "Description"),
      ...plain("integer", "PercentComplete"),
      ...readOnly(plain("integer", "ScheduledDurationMinutes")),
      ...states([
        ["Open", { 2: "Not Started", 3: "In Progress", 4: "Waiting on someone else", 7: "Deferred" }],
        ["Completed", { 5: "Completed" }],
        ["Canceled", { 6: "Canceled" }],
      ]),
    ],
  }),
  activityTable({
    name: "appointment",
    schemaName: "Appointment",
    displayName: "Appointment",
    columns: [
      ...text(250, "Subcategory"),
      ...memo(1_048_576, "Description"),
      ...text(200, "Location"),
      ...text(300, "GlobalObjectId"),
      ...plain("integer", "ScheduledDurationMinutes"),
      ...flags("IsAllDayEvent", "IsDraft", "IsMapiPrivate"),
      ...readOnly([
        choiceFromZero(
          "InstanceTypeCode",
          ["Not Recurring", "Recurring Master", "Recurring Instance", "Recurring Exception", "Recurring Future Exception"],
          0,
        ),
      ]),
      ...states([
        ["Open", { 1: "Free", 2: "Tentative" }],
        ["Completed", { 3: "Completed" }],
        ["Canceled", { 4: "Canceled" }],
        ["Scheduled", { 5: "Busy", 6: "Out of Office" }],
      ]),
    ],
  }),
  activityTable({
    name: "phonecall",
    schemaName: "PhoneCall",
    displayName: "Phone Call",
    columns: [
      ...text(250, "Subcategory"),
      ...memo(2000, "Description"),
      ...text(200, "PhoneNumber"),
      flagOf("DirectionCode", "Incoming", "Outgoing", true),
      column("LeftVoiceMail", "boolean", { initial: false }),
      ...readOnly(plain("integer", "ScheduledDurationMinutes")),
      ...states([
        ["Open", { 1: "Open" }],
        ["Completed", { 2: "Made", 4: "Received" }],
        ["Canceled", { 3: "Canceled" }],
      ]),
    ],
  }),
];

/** `Contact_Tasks` and the like; each navigation property of an activity has the activity's name behind it, also `ownerid_task`. */
export const activityLookups: readonly OneToMany[] = activityTables.flatMap(({ name, schemaName }) => {
  const plural = schemaName === "PhoneCall" ? "Phonecalls" : `${schemaName}s`;
  const writer = (relationship: string, lookupName: string): OneToMany =>
    oneToMany({
      schemaName: relationship,
      parentTable: "systemuser",
      childTable: name,
      lookup: lookupName,
      childNavigation: `${lookupName}_${name}`,
      onDelete: "restrict",
    });
  return [
    ...subjects.map((parentTable) =>
      oneToMany({
        schemaName: `${parentTable.charAt(0).toUpperCase()}${parentTable.slice(1)}_${plural}`,
        parentTable,
        childTable: name,
        lookup: "regardingobjectid",
        childNavigation: `regardingobjectid_${parentTable}_${name}`,
        onDelete: "cascade",
      }),
    ),
    writer(`owner_${name}s`, "ownerid"),
    writer(`user_${name}`, "owninguser"),
    writer(`lk_${name}_createdby`, "createdby"),
    writer(`lk_${name}_modifiedby`, "modifiedby"),
  ];
});
