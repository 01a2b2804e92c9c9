import { choice, column, flags, id, importColumns, lookup, memo, ownedColumns, plain, readOnly, states, text } from "./columns.ts";
import { customerAddressColumns } from "./address-columns.ts";
import {
  computeFullName,
  emailColumns,
  fullNameColumn,
  preferredAppointment,
  preferredContactMethod,
  refusalColumns,
} from "./person-columns.ts";
import { portalContactColumns } from "./portal-contact-columns.ts";
import type { TableDefinition } from "./table-definition.ts";

// https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact
// Not all columns: those a site is likely to show, ask for or filter by. `accountid` and `parentcontactid`, which Dataverse copies from
// `parentcustomerid`, are left out: a wrong copy would be worse than a refusal; so are currencies, with what is worked out from them.

export const contactTable: TableDefinition = {
  name: "contact",
  entitySet: "contacts",
  schemaName: "Contact",
  displayName: "Contact",
  primaryId: "contactid",
  primaryName: "fullname",
  readOnly: false,
  elastic: false,
  compute: computeFullName,
  columns: [
    id("ContactId"),
    fullNameColumn(160),
    ...text(50, "FirstName", "MiddleName", "LastName"),
    ...emailColumns(),
    ...text(50, "MobilePhone", "Telephone1", "Telephone2", "Telephone3", "Home2", "Business2", "Callback", "Fax", "Pager", "Company"),
    ...text(100, "JobTitle", "Department", "ManagerName", "AssistantName", "NickName", "Salutation", "SpousesName"),
    ...text(50, "ManagerPhone", "AssistantPhone", "GovernmentId", "EmployeeId", "ExternalUserIdentifier"),
    ...text(150, "YomiFirstName", "YomiMiddleName", "YomiLastName"),
    ...text(10, "Suffix"),
    ...text(200, "WebSiteUrl", "FtpSiteUrl"),
    ...text(255, "ChildrensNames"),
    ...memo(2000, "Description"),
    ...plain("date", "BirthDate", "Anniversary"),
    // Shown as dates, and stored with a time.
    ...plain("datetime", "LastUsedInCampaign", "LastOnHoldTime"),
    choice("GenderCode", ["Male", "Female"]),
    choice("FamilyStatusCode", ["Single", "Married", "Divorced", "Widowed"]),
    choice("AccountRoleCode", ["Decision Maker", "Employee", "Influencer"]),
    choice("CustomerTypeCode", ["Default Value"], 1),
    choice("CustomerSizeCode", ["Default Value"], 1),
    choice("EducationCode", ["Default Value"], 1),
    choice("HasChildrenCode", ["Default Value"], 1),
    choice("LeadSourceCode", ["Default Value"], 1),
    choice("ShippingMethodCode", ["Default Value"], 1),
    choice("TerritoryCode", ["Default Value"], 1),
    choice("PaymentTermsCode", ["Net 30", "2% 10, Net 30", "Net 45", "Net 60"]),
    preferredContactMethod(),
    ...preferredAppointment(),
    ...plain("integer", "NumberOfChildren"),
    ...plain("money", "AnnualIncome", "CreditLimit"),
    ...flags("CreditOnHold", "MarketingOnly", "IsBackofficeCustomer", "DoNotBulkPostalMail"),
    ...customerAddressColumns(1, 200),
    ...customerAddressColumns(2, 100),
    ...customerAddressColumns(3, 200),
    ...refusalColumns(),
    ...readOnly(flags("Merged")),
    ...states([
      ["Active", { 1: "Active" }],
      ["Inactive", { 2: "Inactive" }],
    ]),
    lookup("ParentCustomerId", "account", "contact"),
    ...readOnly([lookup("MasterId", "contact")]),
    lookup("OriginatingLeadId", "lead"),
    lookup("PreferredSystemUserId", "systemuser"),
    ...ownedColumns(),
    ...importColumns(),
    ...portalContactColumns,
    column("msdynci_lookupfield_customerprofile", "lookup", { targets: ["msdynci_customerprofile"], evidence: "assumed" }),
  ],
};
