import { evidenceArea, type EvidenceEntry } from "./evidence.ts";

const token = evidenceArea("token");
const api = evidenceArea("web api");
const permissions = evidenceArea("table permissions");
const organization = evidenceArea("organization");
const fetch = evidenceArea("fetchxml");

const errors = "power-pages/configure/web-api-http-requests-handle-errors";
const overview = "power-pages/configure/web-api-overview";
const reading = "power-pages/configure/read-operations";
const writing = "power-pages/configure/write-update-delete-operations";
const dataverse = "power-apps/developer/data-platform/";

/** The Web API, who may use it, and the organization behind it. */
export const dataEvidence: readonly EvidenceEntry[] = [
  token.documented("`/_layout/tokenhtml` gives the token, the header `__RequestVerificationToken` carries it.", errors),
  token.documented("A missing or wrong token is answered with 401.", errors, "tokenFaultStatus"),
  token.observed("The code of a missing token is 90040107.", undefined, "missingTokenCode"),
  token.observed("Reads need no token; the documents ask for it on every call.", "Microsoft's samples", "tokenOnReads"),
  token.assumed("A token lives as long as the session.", "no lifetime is documented", "tokenLifetime"),

  api.documented("A table is served where `Webapi/<table>/enabled` and `Webapi/<table>/fields` say so.", overview),
  api.documented("A table without a fields setting is an error.", overview, "tableWithoutFields"),
  api.observed("`Webapi/<table>/fields` with `*` fails.", "the documents announce it for some date", "wildcardFields"),
  api.observed(
    "Entries of the fields setting with capitals or blanks name no column.",
    "Microsoft's guidance; a page of the documentation has such entries",
    "fieldsListSpelling",
  ),
  api.assumed("The primary key must be in the fields setting to be named in a query.", "sources disagree", "primaryKeyColumn"),
  api.observed(
    "The answer to a table that is not enabled names the entity set.",
    "Microsoft's guidance; others saw the logical name",
    "disabledTableName",
  ),
  api.observed("`Webapi/<table>/disableodatafilter` refuses `$filter`.", "the community; not documented", "disableODataFilter"),
  api.documented("One row without `$select` is an error.", reading, "singleRowWithoutSelect"),
  api.documented(
    "Plain OData over permissions with several relationships in a chain fails.",
    "power-pages/security/table-permissions",
    "chainedODataReads",
  ),
  api.observed("Lists carry `@Microsoft.Dynamics.CRM.totalrecordcount`.", undefined, "totalRecordCount"),
  api.observed("A GUID in quotes in `$filter` is refused.", "one documented sample has it", "quotedGuids"),
  api.documented("A created row's id is in the header `entityid`.", writing, "createIdHeaders"),
  api.documented("That header holds the bare id.", writing, "entityIdForm"),
  api.observed(
    "`Prefer: return=representation` on a write is refused over the column `*`.",
    "others saw 201 with the row",
    "returnRepresentation",
  ),
  api.observed("PATCH of a row that is not there creates it, unless `If-Match: *` forbids."),
  api.observed("A duplicate or another version of the row is answered with 412.", undefined, "conflictStatus"),
  api.observed("Codes of error bodies are hexadecimal in capitals.", undefined, "errorCodeCase"),
  api.observed("Lookups carry the names of their rows whether or not their table may be read."),
  api.assumed("A throttled organization is answered with 429.", "how the portal passes it on is not documented", "throttledStatus"),
  api.documented("Associating and disassociating by `$ref`.", `${writing}#associate-and-disassociate-tables-by-using-the-web-api`),

  permissions.documented(
    "Access types Global, Contact, Account, Self and Parental decide which rows a role reaches.",
    "power-pages/security/table-permissions",
  ),
  permissions.documented(
    "Append on the table with the lookup, append-to on the other.",
    "power-pages/security/table-permissions",
    "appendRights",
  ),
  permissions.engine(
    "Creating under a contact, account or parent access type asks for the create privilege alone.",
    "the 8.x ancestor; observed",
    "scopedCreates",
  ),
  permissions.observed(
    "A read under an access type that lacks its relationship is answered with 500.",
    "Microsoft's samples; others saw 400",
    "brokenPermissionStatus",
  ),
  permissions.documented(
    "A parent access type does not work over a lookup with several targets; for notes it does.",
    "power-pages/security/table-permissions",
    "polymorphicParents",
  ),
  permissions.documented(
    '"Disable anonymous access" blocks anonymous reads whatever the permissions say.',
    "power-pages/security/disable-anonymous-access",
    "anonymousReads",
  ),
  permissions.documented("Column permissions narrow what a role reads and writes of a table.", "power-pages/security/column-permissions"),

  organization.documented(
    "Operations, conditional requests, alternate keys, `$batch` with change sets, definitions and impersonation.",
    `${dataverse}webapi/overview`,
  ),
  organization.documented("Error codes and their bodies.", `${dataverse}reference/web-service-error-codes`),
  organization.assumed("Statuses of errors that no page names.", "chosen like those of their neighbours"),
  organization.observed("A value of an alternate key that another row has: 0x80060892.", undefined, "duplicateKeyCode"),
  organization.documented(
    "Service protection: 6,000 requests, 20 minutes of execution, 52 at once in 5 minutes per user; off unless asked for.",
    `${dataverse}api-limits`,
    "serviceProtection",
  ),
  organization.assumed("A refused request counts for nothing, and all anonymous visitors are one user.", "not published"),
  organization.documented(
    "The audit says who wrote which columns, in the transaction that wrote them.",
    `${dataverse}auditing/overview`,
    "audit",
  ),
  organization.documented(
    "Plug-in stages 10, 20 and 40, ranks, filtering columns, images, shared variables and a depth of 8.",
    `${dataverse}event-framework`,
  ),
  organization.documented(
    "A fault of a service call that a plug-in lets pass reaches the client.",
    `${dataverse}handle-exceptions`,
    "pluginFaults",
  ),
  organization.assumed("The isolation level of transactions.", "see decision 6"),
  organization.documented("A custom API is a message of its own name.", `${dataverse}custom-api`),
  organization.documented("Formatted values beside the raw ones.", `${dataverse}webapi/query/select-columns#formatted-values`),
  organization.assumed("They are those of English (United States), UTC and dollars.", "a user's settings decide in Dataverse"),
  organization.documented(
    "Query functions on hierarchies, by the relationship a table's reference marks.",
    `${dataverse}query-hierarchical-data`,
  ),
  organization.assumed(
    "Hierarchies of users, conditions on lookups to such tables, how a refusal reads, and no limit of depth.",
    "the documents name tables' own ids only",
  ),
  organization.assumed(
    "Fiscal stretches: a year from 1 January in quarters. One business unit, no teams, English.",
    "an organization's own settings",
  ),

  fetch.documented("Filters, links, orders, pages, aggregates and distinct rows.", `${dataverse}fetchxml/reference/`),
  fetch.documented("Operators of conditions, dates and hierarchies among them.", `${dataverse}fetchxml/reference/operators`),
  fetch.observed("`ne` skips rows without a value.", "of `$filter`; FetchXML is silent", "fetchNotEqual"),
  fetch.observed("Values that are null are left out of the answer."),
  fetch.documented("5,000 rows to a page, 50,000 in an aggregate, 15 links.", `${dataverse}fetchxml/aggregate-data#limitations`),
];
