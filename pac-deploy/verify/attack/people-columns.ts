/**
 * Columns that somebody who wants people's data would ask for, by table: a scanner brings its own, since a collection read without `$select` is refused even
 * where a `$select` leaks (observed, third party). The first is the primary key. Names as the Web API reads them.
 * https://learn.microsoft.com/power-apps/developer/data-platform/reference/about-entity-reference
 */
export const peopleColumns: Readonly<Record<string, readonly [key: string, ...columns: string[]]>> = {
  account: ["accountid", "name", "emailaddress1", "telephone1", "address1_line1", "_primarycontactid_value"],
  activitypointer: ["activityid", "subject", "description"],
  adx_externalidentity: ["adx_externalidentityid", "adx_username", "_adx_contactid_value"],
  adx_invitation: ["adx_invitationid", "adx_invitationcode", "adx_name"],
  annotation: ["annotationid", "subject", "notetext", "filename", "documentbody"],
  appointment: ["activityid", "subject", "description", "location"],
  contact: [
    "contactid",
    "fullname",
    "firstname",
    "lastname",
    "emailaddress1",
    "mobilephone",
    "telephone1",
    "birthdate",
    "governmentid",
    "address1_line1",
    "adx_identity_username",
    "adx_identity_passwordhash",
  ],
  email: ["activityid", "subject", "description", "sender", "torecipients"],
  incident: ["incidentid", "title", "description", "ticketnumber", "_customerid_value"],
  lead: ["leadid", "fullname", "firstname", "lastname", "emailaddress1", "mobilephone", "telephone1", "companyname"],
  phonecall: ["activityid", "subject", "description", "phonenumber"],
  systemuser: ["systemuserid", "fullname", "internalemailaddress", "domainname", "mobilephone"],
};

/** Tables whose rows are activities have their key in common. */
const activities: ReadonlySet<string> = new Set([
  "activitypointer",
  "appointment",
  "email",
  "letter",
  "phonecall",
  "task",
  "socialactivity",
]);

export const primaryKeyOf = (table: string): string => peopleColumns[table]?.[0] ?? (activities.has(table) ? "activityid" : `${table}id`);

/** Ways from a table to people's rows, by which a table that is open may lead to one that is not. Names of navigation properties are Dataverse's own. */
export interface Relation {
  readonly table: string;
  readonly lookup: string;
  readonly navigation: string;
  readonly target: string;
}

export const peopleRelations: readonly Relation[] = [
  { table: "account", lookup: "primarycontactid", navigation: "primarycontactid", target: "contact" },
  { table: "contact", lookup: "parentcustomerid", navigation: "parentcustomerid_account", target: "account" },
  { table: "incident", lookup: "customerid", navigation: "customerid_contact", target: "contact" },
  { table: "incident", lookup: "primarycontactid", navigation: "primarycontactid", target: "contact" },
  { table: "opportunity", lookup: "parentcontactid", navigation: "parentcontactid", target: "contact" },
  { table: "lead", lookup: "parentcontactid", navigation: "parentcontactid", target: "contact" },
  { table: "annotation", lookup: "objectid", navigation: "objectid_contact", target: "contact" },
  { table: "feedback", lookup: "regardingobjectid", navigation: "regardingobjectid_contact", target: "contact" },
  { table: "contact", lookup: "owninguser", navigation: "owninguser", target: "systemuser" },
];
