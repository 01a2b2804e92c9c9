import { activityLookups } from "./activity-tables.ts";
import { manyToMany, oneToMany } from "./relationships.ts";
import type { LookupParts } from "./relationships.ts";
import type { CascadeDelete, OneToMany } from "./schema.ts";

// Names and what deleting a parent does: the "Many-To-One Relationships" of each table's reference,
// https://learn.microsoft.com/power-apps/developer/data-platform/reference/about-entity-reference and
// https://learn.microsoft.com/dynamics365/developer/reference/about-entity-reference.

/** A lookup to an account or a contact; each target has a relationship and a navigation property of its own. */
function customer(
  childTable: string,
  lookup: string,
  names: Readonly<Record<"account" | "contact", string>>,
  onDelete: Readonly<Partial<Record<"account" | "contact", CascadeDelete>>> = {},
): OneToMany[] {
  return (["account", "contact"] as const).map((parentTable) =>
    oneToMany({
      schemaName: names[parentTable],
      parentTable,
      childTable,
      lookup,
      childNavigation: `${lookup}_${parentTable}`,
      onDelete: onDelete[parentTable] ?? "cascade",
    }),
  );
}

function regarding(parentTable: string, schemaName: string): OneToMany {
  return oneToMany({
    schemaName,
    parentTable,
    childTable: "annotation",
    lookup: "objectid",
    childNavigation: `objectid_${parentTable}`,
    onDelete: "cascade",
  });
}

/** Documented as no cascade at all: users are disabled rather than deleted. That one with rows cannot be deleted here is assumed. */
function writer(schemaName: string, childTable: string, lookup: string): OneToMany {
  return oneToMany({ schemaName, parentTable: "systemuser", childTable, lookup, onDelete: "restrict" });
}

/** The users a row was written by and, with the plural of the owner's relationship, belongs to; how the other of the two is called differs. */
function writers(table: string, plural?: string, owningUser = `${table}_owning_user`): OneToMany[] {
  const owners = plural === undefined ? [] : [writer(`owner_${plural}`, table, "ownerid"), writer(owningUser, table, "owninguser")];
  return [...owners, writer(`lk_${table}base_createdby`, table, "createdby"), writer(`lk_${table}base_modifiedby`, table, "modifiedby")];
}

/** The same of a custom table: names as those of documented tables that were made in the designer. */
export function customWriters(table: string): OneToMany[] {
  return [
    writer(`owner_${table}`, table, "ownerid"),
    writer(`user_${table}`, table, "owninguser"),
    writer(`lk_${table}_createdby`, table, "createdby"),
    writer(`lk_${table}_modifiedby`, table, "modifiedby"),
  ];
}

function link(schemaName: string, parentTable: string, childTable: string, lookup: string, parts: Partial<LookupParts> = {}): OneToMany {
  return oneToMany({ schemaName, parentTable, childTable, lookup, ...parts });
}

export const standardLookups: readonly OneToMany[] = [
  ...customer(
    "contact",
    "parentcustomerid",
    { account: "contact_customer_accounts", contact: "contact_customer_contacts" },
    { contact: "remove-link" },
  ),
  link("contact_master_contact", "contact", "contact", "masterid"),
  link("contact_originating_lead", "lead", "contact", "originatingleadid"),
  link("system_user_contacts", "systemuser", "contact", "preferredsystemuserid"),
  ...writers("contact", "contacts"),

  link("account_primary_contact", "contact", "account", "primarycontactid"),
  link("account_parent_account", "account", "account", "parentaccountid"),
  link("account_master_account", "account", "account", "masterid"),
  link("account_originating_lead", "lead", "account", "originatingleadid"),
  link("system_user_accounts", "systemuser", "account", "preferredsystemuserid"),
  ...writers("account", "accounts", "user_accounts"),

  regarding("account", "Account_Annotation"),
  regarding("contact", "Contact_Annotation"),
  regarding("incident", "Incident_Annotation"),
  regarding("lead", "Lead_Annotation"),
  regarding("opportunity", "Opportunity_Annotation"),
  regarding("task", "Task_Annotation"),
  regarding("appointment", "Appointment_Annotation"),
  regarding("phonecall", "PhoneCall_Annotation"),
  ...writers("annotation", "annotations"),

  ...customer("opportunity", "customerid", { account: "opportunity_customer_accounts", contact: "opportunity_customer_contacts" }),
  link("opportunity_parent_account", "account", "opportunity", "parentaccountid"),
  link("opportunity_parent_contact", "contact", "opportunity", "parentcontactid"),
  link("opportunity_originating_lead", "lead", "opportunity", "originatingleadid"),
  ...writers("opportunity", "opportunitys"),

  ...customer("lead", "customerid", { account: "lead_customer_accounts", contact: "lead_customer_contacts" }),
  link("lead_parent_account", "account", "lead", "parentaccountid"),
  link("lead_parent_contact", "contact", "lead", "parentcontactid"),
  link("lead_master_lead", "lead", "lead", "masterid"),
  link("OriginatingCase_Lead", "incident", "lead", "originatingcaseid"),
  link("lead_qualifying_opportunity", "opportunity", "lead", "qualifyingopportunityid"),
  ...writers("lead", "leads"),

  ...customer("incident", "customerid", { account: "incident_customer_accounts", contact: "incident_customer_contacts" }),
  link("contact_as_primary_contact", "contact", "incident", "primarycontactid"),
  link("contact_as_responsible_contact", "contact", "incident", "responsiblecontactid"),
  link("incident_parent_incident", "incident", "incident", "parentcaseid", { onDelete: "cascade" }),
  link("incident_existingcase", "incident", "incident", "existingcase"),
  link("incident_master_incident", "incident", "incident", "masterid"),
  ...writers("incident", "incidents", "system_user_incidents"),

  link("contact_feedback_createdby", "contact", "feedback", "createdbycontact"),
  link("contact_feedback_createonbehalfby", "contact", "feedback", "createdonbehalfbycontact"),
  ...customWriters("feedback"),

  ...activityLookups,

  link("user_parent_user", "systemuser", "systemuser", "parentsystemuserid"),
  ...writers("systemuser"),
  link("lk_audit_userid", "systemuser", "audit", "userid", { onDelete: "restrict" }),
  link("lk_audit_callinguserid", "systemuser", "audit", "callinguserid", { onDelete: "restrict" }),
];

export const standardIntersections = [
  manyToMany("contactleads_association", "contactleads", [
    { table: "contact", column: "contactid" },
    { table: "lead", column: "leadid" },
  ]),
  manyToMany("accountleads_association", "accountleads", [
    { table: "account", column: "accountid" },
    { table: "lead", column: "leadid" },
  ]),
];
