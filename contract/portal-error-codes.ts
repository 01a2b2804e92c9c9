/** How sure it is that a portal answers so. */
export const codeEvidences = ["documented", "observed (third party)", "assumed"] as const;
export type CodeEvidence = (typeof codeEvidences)[number];

/** A code that a portal answers with, in `error.code` of its body or in `error.cdscode`. */
export interface PortalErrorCode {
  /** As the emulator writes it; portals write letters in either case. */
  readonly code: string;
  /** What the body calls it, with `Webapi/error/innererror`. */
  readonly name?: string;
  /** HTTP status. */
  readonly status: string;
  /** The text that comes with it, `{0}` and `{1}` for names. */
  readonly message?: string;
  readonly means: string;
  readonly advice: string;
  readonly evidence: CodeEvidence;
  readonly source?: string;
}

const webApi = "https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors";
const overview = "https://learn.microsoft.com/power-pages/configure/web-api-overview";
const permissions = "https://learn.microsoft.com/power-pages/security/table-permissions";

/** Codes of the portal Web API (`/_api`). */
export const portalErrorCodes: readonly PortalErrorCode[] = [
  {
    code: "900400FF",
    name: "NoAttributesForTableCreate",
    status: "400",
    message: "No attributes for Create Table action.",
    means: "A row should be created, and the body of the request holds no column.",
    advice: "Send a JSON object with at least one column, and the header Content-Type: application/json.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "90040100",
    name: "InvalidAttribute",
    status: "400",
    message: "Attribute {0} cannot be found for table {1}.",
    means: "The body names a column that the table does not have.",
    advice:
      "Use the column's logical name, in lower case; a lookup is written as <navigation property>@odata.bind, in the spelling of the schema.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "90040101",
    name: "AttributePermissionIsMissing",
    status: "403",
    message: "Attribute {0} in table {1} is not enabled for Web Api.",
    means:
      "The request reads, filters by, sorts by or writes a column that Webapi/<table>/fields does not list, or asks for rows without $select. Since the wildcard is retired, a list of * lists nothing. A column permission profile may refuse the column too.",
    advice:
      "List each column that the site's code uses in Webapi/<table>/fields: lower-case logical names, commas, no blanks; a lookup as <name> for writing and _<name>_value for reading. Put $select on every read.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "90040102",
    name: "TablePermissionWriteIsMissingDuringUpdate",
    status: "403",
    message: "You don't have permission to update {0} entity.",
    means: "No table permission of the visitor's web roles gives Write on this row.",
    advice:
      "Give the role a table permission with Write whose access type covers the row; a signed-in visitor's new role counts from the next sign-in on.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "90040103",
    name: "TablePermissionCreateIsMissing",
    status: "403",
    message: "You don't have permission to create {0} entity.",
    means: "No table permission of the visitor's web roles gives Create on this table.",
    advice: "Give the role a table permission with Create; anonymous visitors need it for the role that is marked for them.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "90040104",
    name: "TablePermissionDeleteIsMissing",
    status: "403",
    message: "You don't have permission to delete {0} entity.",
    means: "No table permission of the visitor's web roles gives Delete on this row.",
    advice: "Give the role a table permission with Delete whose access type covers the row.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "90040105",
    name: "TablePermissionAppendIsMissngDuringAssociationChange",
    status: "403",
    message: "You don't have permission to associate or disassociate table {0} with {1}.",
    means: "A row should be linked to another one, and no table permission gives Append on the table that holds the lookup.",
    advice:
      "Give Append on the table that holds the lookup and Append To on the table it points at. Where that is not enough, give both on both: sources disagree.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "90040106",
    name: "TablePermissionAppendToIsMissingDuringAssociationChange",
    status: "403",
    message: "You don't have permission to associate or disassociate table {1} to {0}",
    means: "A row should be linked to another one, and no table permission gives Append To on the table that the lookup points at.",
    advice:
      "Give Append To on the table that the lookup points at and Append on the one that holds it. Where that is not enough, give both on both: sources disagree.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "90040107",
    name: "HttpAntiForgeryException",
    status: "401 or 403: sources disagree",
    message: "The anti-forgery cookie token and form field token do not match.",
    means:
      "The header __RequestVerificationToken is missing (observed), or does not fit the session's cookie: a token taken before the visitor signed in or out no longer fits afterwards.",
    advice:
      "Fetch /_layout/tokenhtml (or shell.getTokenDeferred()) right before the write and send its value as the header; on this code fetch a new one and try once more.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "90040108",
    name: "MissingPortalRequestVerificationToken",
    status: "401",
    means:
      "The header __RequestVerificationToken is missing. The number is from a draft that was never published; portals were seen to answer 90040107.",
    advice: "Send the token with every request that writes: see 90040107.",
    evidence: "assumed",
  },
  {
    code: "90040109",
    name: "MissingPortalSessionCookie",
    status: "401",
    message: "An Invalid session token was passed into the throwing method.",
    means: "The request came without the session's cookie, or with one that has ended.",
    advice:
      "Call from a page of the same site, with cookies (fetch does so by itself on the same origin), and send visitors whose session has ended to the sign-in.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "9004010A",
    name: "InvalidArgument",
    status: "400, or 500 where a table permission is set up wrong",
    means:
      "The portal could not make a query of the request: an address that is no entity set name, a query option it does not know ($skip), a column that is not there, a table permission without its relationship, or no fields setting.",
    advice:
      "Look at the message. Use the entity set name (contacts, not contact) in addresses; page with @odata.nextLink instead of $skip; give permissions of the access types contact, account and parent their relationship.",
    evidence: "observed (third party)",
  },
  {
    code: "9004010B",
    name: "NotSupported",
    status: "405",
    means: "The resource does not know the verb. The number is from a draft that was never published.",
    advice: "PATCH and DELETE need the id of a row in the address.",
    evidence: "assumed",
  },
  {
    code: "9004010C",
    name: "ResourceDoesNotExists",
    status: "404",
    message: "Resource not found for the segment '{0}'.",
    means:
      "The table is not enabled for the Web API: Webapi/<table>/enabled is missing, not true, or inactive. A lookup that is written needs the table it points at enabled too. Observed also for tables with the prefix mspp_.",
    advice: "Set Webapi/<table>/enabled to true, with the table's logical name (contact), and list its columns in Webapi/<table>/fields.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "9004010D",
    name: "CDSError",
    status: "as Dataverse answered",
    message: "CDS error occurred.",
    means:
      "Dataverse refused what the portal asked of it; its own code is in cdscode. A known defect is a plain read of a table whose permissions go over several relationships.",
    advice:
      "Run `portal-kit explain <cdscode>`. For reads over permissions with several relationships use fetchXml= instead of $filter and $select.",
    evidence: "documented",
    source: webApi,
  },
  {
    code: "9004010E",
    name: "ResourceDoesNotExists",
    status: "404",
    message: "Resource not found for the segment '{0}'.",
    means: "The portal's own configuration tables (adx_…) cannot be reached through the Web API, whatever the settings say.",
    advice:
      "Read site settings and snippets with Liquid ({{ settings['…'] }}, {{ snippets['…'] }}); change them in the portal management app or with pac.",
    evidence: "observed (third party)",
    source: overview,
  },
  {
    code: "90040120",
    name: "EntityPermissionReadIsMissing",
    status: "403",
    message: "You don't have permission to read the {0} table.",
    means:
      "No table permission of the visitor's web roles gives Read on this table, or on one that $expand or a join of FetchXML reaches; or the organization does not let anonymous visitors read any data.",
    advice:
      "Give the role a table permission with Read, on joined tables too. An anonymous visitor gets nothing from the access types self, contact and account. Think before giving anonymous visitors Global Read: everybody can then list all rows.",
    evidence: "observed (third party)",
    source: permissions,
  },
  {
    code: "90040901",
    status: "not known",
    means: "Seen by others; nothing says what it stands for.",
    advice: "Switch Webapi/error/innererror on in a test environment to see the name that comes with it, and off again.",
    evidence: "observed (third party)",
  },
];

const dataverse = "https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes";
const throttling = "https://learn.microsoft.com/power-apps/developer/data-platform/api-limits";
const plugIns = "https://learn.microsoft.com/power-apps/developer/data-platform/troubleshoot-plug-ins";

/** Codes of Dataverse, which a portal passes on in `cdscode`. */
export const dataverseErrorCodes: readonly PortalErrorCode[] = [
  {
    code: "0x80040203",
    status: "400",
    means: "A value is not one that the column or the message takes.",
    advice: "Look at the message: it names what was wrong.",
    evidence: "documented",
    source: dataverse,
  },
  {
    code: "0x80040217",
    status: "404",
    means: "The row is not there (any more).",
    advice: "Check the id; a plug-in that only wants to know uses RetrieveMultiple, which does not fail.",
    evidence: "documented",
    source: dataverse,
  },
  {
    code: "0x80040220",
    status: "403",
    means:
      "The account behind the request lacks a privilege in its Dataverse security role. For a portal this is its application user, or the visitor's own role with enhanced authorization.",
    advice: "Look at the privilege that the message names, and at who the principal is.",
    evidence: "documented",
    source: dataverse,
  },
  {
    code: "0x80040224",
    status: "500",
    means: "A plug-in failed with an error that it did not expect.",
    advice: "Look at the plug-in trace log; a plug-in's own refusal is an InvalidPluginExecutionException (0x80040265).",
    evidence: "documented",
    source: plugIns,
  },
  {
    code: "0x80040227",
    status: "405",
    means: "Rows that depend on this one forbid deleting it.",
    advice: "Delete or unlink those first, or change the relationship's behaviour.",
    evidence: "documented",
    source: dataverse,
  },
  {
    code: "0x80040237",
    status: "412",
    message: "A record with matching key values already exists.",
    means: "A row with this id or key is there already, or the two rows are linked already.",
    advice: "Somebody else was quicker: look the row up, and go on with that one.",
    evidence: "documented",
    source: dataverse,
  },
  {
    code: "0x80040251",
    status: "400",
    means: "A plug-in caught an error of a call and went on, in a transaction that had ended with it.",
    advice: "Do not catch errors of the organization service in a synchronous plug-in, except to throw them again.",
    evidence: "documented",
    source: plugIns,
  },
  {
    code: "0x80040265",
    status: "400",
    means: "A plug-in refused: the message is its own.",
    advice: "Look at the message. Site/EnableCustomPluginError shows it on forms; whether it reaches callers of /_api is not documented.",
    evidence: "documented",
    source: plugIns,
  },
  {
    code: "0x80040333",
    status: "412 or 500: sources disagree",
    means: "A duplicate detection rule found a row like this one.",
    advice: "Look the row up, or change the rule.",
    evidence: "documented",
    source: dataverse,
  },
  {
    code: "0x80040800",
    status: "400",
    means: "This kind of table does not take the message, e.g. a write to the table behind a many-to-many relationship.",
    advice: "Link and unlink rows with $ref instead.",
    evidence: "assumed",
  },
  {
    code: "0x80044150",
    status: "500",
    means: "The database failed; with Sql Number 1205 two writes waited for each other.",
    advice: "Send the same request again after a moment, if it can be repeated without harm.",
    evidence: "observed (third party)",
  },
  {
    code: "0x80044151",
    status: "500",
    means: "The database took too long, often since it waited for another write.",
    advice: "Send the same request again after a moment, if it can be repeated without harm; keep what plug-ins lock short.",
    evidence: "documented",
    source: plugIns,
  },
  {
    code: "0x8004416b",
    status: "400",
    means: "The message has no parameter of this name.",
    advice: "Compare the names with those of the custom API; they are case-sensitive.",
    evidence: "assumed",
  },
  {
    code: "0x80044173",
    status: "500",
    means: "A plug-in ran longer than the two minutes it may.",
    advice: "Do less in the synchronous step; the rest can run asynchronously.",
    evidence: "assumed",
    source: plugIns,
  },
  {
    code: "0x80044182",
    status: "400",
    means: "Plug-ins called one another more than eight times: taken for an endless loop.",
    advice: "Let the plug-in look at Depth, or register it on the columns it needs only.",
    evidence: "assumed",
    source: plugIns,
  },
  {
    code: "0x8004418d",
    status: "not documented",
    means: "No sandbox worker was free to run the plug-in; it passes.",
    advice: "Send the same request again after a moment.",
    evidence: "documented",
    source: plugIns,
  },
  {
    code: "0x8004431a",
    status: "400",
    means: "The number is none of the choice's options.",
    advice: "Send the value of an option, not its label.",
    evidence: "observed (third party)",
  },
  {
    code: "0x80044331",
    status: "400",
    means: "The text is longer than the column takes.",
    advice: "Limit the input to the column's length (maxlength).",
    evidence: "observed (third party)",
  },
  {
    code: "0x80048306",
    status: "403",
    means: "The account behind the request may not reach this row, though it may reach others of the table.",
    advice: "Look at who owns the row and how it is shared.",
    evidence: "documented",
    source: dataverse,
  },
  {
    code: "0x80048408",
    status: "400",
    means: "The status reason does not belong to the state.",
    advice: "Set statecode and statuscode together, as the table defines them.",
    evidence: "documented",
    source: dataverse,
  },
  {
    code: "0x80048d19",
    status: "400",
    means: "The body is not what the address takes: no JSON object, a value of another type, a parameter that is missing or not known.",
    advice: "Look at the message: it names the property. Names are case-sensitive.",
    evidence: "observed (third party)",
  },
  {
    code: "0x80060882",
    status: "412",
    means: "The row was changed since it was read: its ETag is another one.",
    advice: "Read it again, and decide anew.",
    evidence: "documented",
    source: "https://learn.microsoft.com/power-apps/developer/data-platform/optimistic-concurrency",
  },
  {
    code: "0x80060888",
    status: "400",
    means: "A query option that is not supported, such as $skip.",
    advice: "Page with @odata.nextLink, and set the size with Prefer: odata.maxpagesize.",
    evidence: "observed (third party)",
  },
  {
    code: "0x8006088a",
    status: "404",
    means: "There is no table, function or custom API of this name.",
    advice: "Use the entity set name or the custom API's unique name, in its spelling; a function needs a response property.",
    evidence: "documented",
    source: "https://learn.microsoft.com/power-apps/developer/data-platform/custom-api",
  },
  {
    code: "0x80060891",
    status: "404",
    means: "The row that an alternate key or a lookup names is not there.",
    advice: "Check the values of the key; a lookup is written with an id or a key of a row that exists.",
    evidence: "documented",
    source: dataverse,
  },
  {
    code: "0x80060892",
    status: "412",
    means: "Another row has these values of an alternate key.",
    advice: "Somebody else was quicker: look the row up by its key, and go on with that one.",
    evidence: "documented",
    source: dataverse,
  },
  ...(
    [
      ["0x80072321", "more than 20 minutes of execution time"],
      ["0x80072322", "more than 6,000 requests"],
      ["0x80072326", "too many requests at once"],
    ] as const
  ).map(([code, what]): PortalErrorCode => ({
    code,
    status: "429 from Dataverse; how a portal shows it is not documented",
    means: `Service protection: ${what} in five minutes by one account. All visitors of a portal may count as one.`,
    advice: "Wait as long as Retry-After says, then send the request again; call less, and cache what does not change.",
    evidence: "documented",
    source: throttling,
  })),
  {
    code: "0x80073002",
    status: "not known",
    means: "A unique index or a constraint of the database refused the row.",
    advice: "Most likely a row like it is there already: look it up.",
    evidence: "observed (third party)",
  },
  {
    code: "0x8009000C",
    status: "400",
    means: "A plug-in caught an error of a call and went on, which ends the transaction.",
    advice: "Do not catch errors of the organization service in a synchronous plug-in, except to throw them again.",
    evidence: "documented",
    source: plugIns,
  },
];
