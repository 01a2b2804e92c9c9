import type { ChoiceOption, ColumnDefinition, TableDefinition } from "./table-definition.ts";

// Columns and widths: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact
// Not all of them: those a site is likely to show, ask for or filter by.

function text(maxLength: number, ...names: readonly string[]): ColumnDefinition[] {
  return names.map((name) => ({ name, type: "string", maxLength, evidence: "documented" }));
}

function flags(...names: readonly string[]): ColumnDefinition[] {
  return names.map((name) => ({ name, type: "boolean", initial: false, evidence: "documented" }));
}

function email(name: string): ColumnDefinition {
  return { name, type: "string", maxLength: 100, indexed: true, evidence: "documented" };
}

function choice(name: string, options: readonly ChoiceOption[], initial?: number): ColumnDefinition {
  return { name, type: "choice", options, evidence: "documented", ...(initial === undefined ? {} : { initial }) };
}

function address(prefix: "address1" | "address2"): ColumnDefinition[] {
  return [
    ...text(200, `${prefix}_name`),
    ...text(250, `${prefix}_line1`, `${prefix}_line2`, `${prefix}_line3`),
    ...text(80, `${prefix}_city`, `${prefix}_country`),
    ...text(50, `${prefix}_county`, `${prefix}_stateorprovince`, `${prefix}_telephone1`, `${prefix}_fax`),
    ...text(20, `${prefix}_postalcode`, `${prefix}_postofficebox`),
  ];
}

export const contactTable: TableDefinition = {
  name: "contact",
  entitySet: "contacts",
  primaryId: "contactid",
  primaryName: "fullname",
  readOnly: false,
  elastic: false,
  // The order of the parts is a setting of the organization; this is the usual one.
  compute: (row) => {
    const parts = [row["firstname"], row["lastname"]].filter((part) => typeof part === "string" && part !== "");
    return { fullname: parts.length === 0 ? null : parts.join(" ") };
  },
  columns: [
    { name: "contactid", type: "uniqueidentifier", evidence: "documented" },
    { name: "fullname", type: "string", maxLength: 160, readOnly: true, evidence: "documented" },
    ...text(50, "firstname", "middlename", "lastname"),
    ...["emailaddress1", "emailaddress2", "emailaddress3"].map((name) => email(name)),
    ...text(50, "mobilephone", "telephone1", "telephone2", "telephone3", "fax", "pager", "company"),
    ...text(100, "jobtitle", "department", "managername", "assistantname", "nickname", "salutation", "spousesname"),
    ...text(50, "managerphone", "assistantphone", "governmentid", "employeeid", "externaluseridentifier"),
    ...text(10, "suffix"),
    ...text(200, "websiteurl"),
    ...text(255, "childrensnames"),
    { name: "description", type: "memo", maxLength: 2000, evidence: "documented" },
    { name: "birthdate", type: "date", evidence: "documented" },
    { name: "anniversary", type: "date", evidence: "documented" },
    choice("gendercode", [
      { value: 1, label: "Male" },
      { value: 2, label: "Female" },
    ]),
    choice("familystatuscode", [
      { value: 1, label: "Single" },
      { value: 2, label: "Married" },
      { value: 3, label: "Divorced" },
      { value: 4, label: "Widowed" },
    ]),
    choice(
      "preferredcontactmethodcode",
      [
        { value: 1, label: "Any" },
        { value: 2, label: "Email" },
        { value: 3, label: "Phone" },
        { value: 4, label: "Fax" },
        { value: 5, label: "Mail" },
      ],
      1,
    ),
    { name: "numberofchildren", type: "integer", evidence: "documented" },
    ...address("address1"),
    ...address("address2"),
    ...flags("donotemail", "donotbulkemail", "donotphone", "donotfax", "donotpostalmail", "donotbulkpostalmail", "donotsendmm"),
    choice(
      "statecode",
      [
        { value: 0, label: "Active" },
        { value: 1, label: "Inactive" },
      ],
      0,
    ),
    choice(
      "statuscode",
      [
        { value: 1, label: "Active" },
        { value: 2, label: "Inactive" },
      ],
      1,
    ),
    { name: "createdon", type: "datetime", readOnly: true, evidence: "documented" },
    { name: "modifiedon", type: "datetime", readOnly: true, evidence: "documented" },
    { name: "versionnumber", type: "bigint", readOnly: true, evidence: "documented" },
    {
      name: "msdynci_lookupfield_customerprofile",
      type: "lookup",
      targets: ["msdynci_customerprofile"],
      indexed: true,
      evidence: "assumed",
    },
  ],
};
