type IdHeader = "entityid" | "OData-EntityId" | "Location";

const idHeaderChoices: readonly [readonly IdHeader[], ...(readonly IdHeader[])[]] = [
  ["entityid", "OData-EntityId", "Location"],
  ["entityid", "OData-EntityId"],
  ["OData-EntityId", "Location"],
  ["entityid"],
  ["OData-EntityId"],
  ["Location"],
  [],
];

/** Behaviour that the sources disagree on or are silent about: the values a switch takes, its default first, and what it is about. */
export const switchTable = {
  tokenFaultStatus: {
    values: [401, 403, "by-cause"],
    about:
      "Status of a missing or mismatched anti-forgery token: documented 401, Microsoft's client expects 403; by-cause, observed (third party): 401 for a missing one, 403 for a mismatch.",
  },
  createIdHeaders: {
    values: idHeaderChoices,
    about: "Which headers carry the id of a created row.",
  },
  entityIdForm: {
    values: ["bare", "address"],
    about:
      "What the header `entityid` of a create holds: documented as the bare id; a sample of Microsoft's reads an address with the id in parentheses there.",
  },
  singleRowWithoutSelect: {
    values: ["refused", "allowed-columns"],
    about: "Web API, one row without `$select`: documented as an error, observed (third party) to give the allowed columns.",
  },
  tokenLifetime: {
    values: ["session", "20m", "24h"],
    about: "How long an anti-forgery token lives, by the emulator's clock; no lifetime is documented.",
  },
  missingTokenCode: {
    values: ["90040107", "90040108"],
    about: "Code of a missing anti-forgery token: observed (third party) 90040107; a draft that was never published says 90040108.",
  },
  tokenOnReads: {
    values: ["needless", "required"],
    about: "The documents ask for the token on every Web API call; Microsoft's samples read without it.",
  },
  errorCodeCase: {
    values: ["upper", "lower", "empty"],
    about:
      "Codes of the portal's error bodies are hexadecimal; both letter cases and an empty code (the real one in `innererror`) have been seen.",
  },
  appendRights: {
    values: ["documented", "both-sides"],
    about:
      "Linking two rows: documented as append on the table with the lookup and append-to on the other; observed (third party) to take both on both.",
  },
  returnRepresentation: {
    values: ["refused", "row"],
    about:
      "`Prefer: return=representation` on a write: observed (third party) as a refusal because of the column `*`, and as 201 with the row.",
  },
  wildcardFields: {
    values: ["refused", "every-column"],
    about: "`Webapi/<table>/fields` with `*`: such requests fail; some tenants have an extension.",
  },
  fieldsListSpelling: {
    values: ["literal", "forgiving"],
    about:
      "Whether entries of `Webapi/<table>/fields` with capitals or blanks name a column: Microsoft's guidance says that they do not, a page of the documentation has such entries.",
  },
  tableWithoutFields: {
    values: ["refused", "key-only"],
    about: "A table without a fields setting: documented as an error, observed (third party) to show the primary key alone.",
  },
  primaryKeyColumn: {
    values: ["must-be-listed", "always-readable"],
    about: "Whether the primary key must be in the fields setting to be named in a query: sources disagree.",
  },
  disabledTableName: {
    values: ["entity-set", "logical-name"],
    about:
      "What the answer to a table that is not enabled names: the entity set in Microsoft's guidance, the logical name observed (third party).",
  },
  disableODataFilter: {
    values: ["obeyed", "ignored"],
    about: "`Webapi/<table>/disableodatafilter`: not documented; the community says that it refuses `$filter`.",
  },
  readCache: {
    values: ["on", "off"],
    about:
      "Reads of the Web API and of Liquid come from the site's server cache for up to 15 minutes; a write through the site clears its table.",
  },
  configurationCache: {
    values: ["off", "on"],
    about:
      "A portal knows changed site records (templates, snippets, settings) within 15 minutes or when its cache is cleared; with this off a saved file shows at once.",
  },
  outputCache: {
    values: ["by-setting", "off"],
    about:
      "`Header/OutputCache/Enabled` and `Footer/OutputCache/Enabled`: the header and footer rendered once are shown on all pages for 24 hours; a switch turns that off whatever the site says.",
  },
  outputCacheVisitor: {
    values: ["sign-in", "contact"],
    about:
      "Whom a kept header of a signed-in visitor belongs to: one sign-in in the open-source ancestor, what it is today is not documented. Anonymous visitors share theirs.",
  },
  keptOutputOfChangedSite: {
    values: ["dropped", "kept"],
    about: "Whether a kept header or footer outlives a change of the site's records that the portal has taken in: not documented.",
  },
  nonceInKeptOutput: {
    values: ["stamped", "frozen"],
    about:
      "Inline scripts of a header from the output cache under a policy with a nonce: whether they get each page's nonce, which is likely, or stay with that of the page that rendered them and are blocked; not documented.",
  },
  missingPolicy: {
    values: ["none", "new-site"],
    about:
      "Content-Security-Policy of a site without that setting: none, as older sites, or the documented one that sites created after 10 November 2025 come with.",
  },
  policyReports: {
    values: ["collected", "as-set"],
    about:
      "Violations of a Content-Security-Policy: collected, each policy reports to the emulator, which a portal does not add by itself; as-set, only one that reports somewhere does, and it is the emulator that hears of it.",
  },
  chainedODataReads: {
    values: ["refused", "answered"],
    about:
      "Plain OData over permissions with several relationships in a chain: documented as a known defect that fails; later versions may answer.",
  },
  totalRecordCount: {
    values: ["shown", "absent"],
    about: "`@Microsoft.Dynamics.CRM.totalrecordcount` on lists: observed (third party), absent from the documented samples.",
  },
  fetchNotEqual: {
    values: ["skips-null", "takes-null"],
    about:
      "Whether FetchXML's `ne` finds rows without a value: three-valued logic is observed (third party) of `$filter`, FetchXML is silent.",
  },
  deniedJoins: {
    values: ["empty", "unseen"],
    about:
      "`{% fetchxml %}` that joins a table the visitor may not read: no rows at all, or as if the joined rows were not there. Observed (third party) of the Web API as a refusal, not known of Liquid.",
  },
  quotedGuids: {
    values: ["refused", "taken"],
    about: "A GUID in quotes in `$filter`: one documented sample has it, whoever tried it on a portal says that it fails.",
  },
  throttledStatus: {
    values: [429, 503],
    about: "How the portal passes on that Dataverse throttles: not documented.",
  },
  conflictStatus: {
    values: [412, 400],
    about:
      "How the portal passes on a duplicate or another version of the row: observed (third party) as 412, which the documented statuses lack.",
  },
  duplicateKeyCode: {
    values: ["0x80060892", "0x80040237"],
    about: "Dataverse's code for a value of an alternate key that another row has: both are observed (third party), the second of portals.",
  },
  anonymousReads: {
    values: ["by-permission", "blocked"],
    about: 'The governance setting "Disable anonymous access" blocks anonymous reads whatever the table permissions say.',
  },
  scopedCreates: {
    values: ["unchecked", "related"],
    about:
      "Creating under a contact, account or parent access type: the open-source ancestor asks for the create privilege alone, and a portal is seen to create where the permission lacks its relationship; or the new row's lookups must lead to the visitor.",
  },
  brokenPermissionStatus: {
    values: [500, 400],
    about:
      "Status of a read under an access type that lacks its relationship, with the code 9004010A: 500 in Microsoft's samples, 400 by other accounts of that code.",
  },
  polymorphicParents: {
    values: ["notes-only", "any"],
    about: "Parent access type over a lookup with several targets: documented as impossible, yet Microsoft's samples do it for notes.",
  },
  anonymousRoleOfSignedIn: {
    values: ["no", "yes"],
    about:
      "Whether signed-in visitors have the role of anonymous visitors too: worded ambiguously; the open-source ancestor gives it to nobody who is signed in.",
  },
  apiUnauthorized: {
    values: ["raw", "redirect"],
    about:
      "A 401 of the Web API: whether the cookie middleware turns it into a redirect to the sign-in page, as it does for pages, is not documented.",
  },
  expiredSession: {
    values: ["anonymous", "unauthorized"],
    about: "What a request with the cookie of a sign-in that has ended is taken for; not documented.",
  },
  anonymousPortalUser: {
    values: ["empty", "absent"],
    about: "`Portal.User` for anonymous visitors: with empty texts on older versions, said to be absent on newer ones.",
  },
  serverLogicEnvelope: {
    values: ["camelCase", "PascalCase"],
    about: "Keys of the answer of server logic: documented in PascalCase, observed (third party) and in Microsoft's samples in camelCase.",
  },
  serverLogicFaultStatus: {
    values: [500, 200],
    about: "Status of server logic that throws, returns no string or runs too long; not documented. The envelope says so in either case.",
  },
  serverLogicMaxTimeoutSeconds: {
    values: [120, 240],
    about:
      "The greatest `ServerLogic/TimeoutInSeconds`: 240 documented, 120 by Microsoft's guidance, which says that more is cut silently.",
  },
  serverLogicRestrictedTexts: {
    values: ["everywhere", "code"],
    about:
      "Where a script must not hold restricted texts: observed (third party) everywhere, yet Microsoft's own samples have some in comments and strings.",
  },
  serverLogicOutboundCalls: {
    values: ["allowed", "blocked"],
    about: 'The governance setting "Disable external service calls from Server Logic" gives every outbound call a 403.',
  },
  serviceProtection: {
    values: ["off", "on"],
    about: "Dataverse's service protection limits; an emulator for one person rarely wants them.",
  },
  audit: {
    values: ["on", "off"],
    about: "Whether the organization keeps in its audit table who wrote what.",
  },
  pluginFaults: {
    values: ["passed-on", "isv-unexpected"],
    about:
      'A fault of a service call that leaves a plug-in uncaught: "anything else than InvalidPluginExecutionException is 0x80040224" is documented, and so are answers that carry the codes of such faults (0x80044151, 0x8009000C).',
  },
  rulesWithoutPage: {
    values: ["nothing", "everything"],
    about:
      'A page rule "restrict read" that names no page: none in the open-source ancestor; whether it restricts the whole site is not documented.',
  },
  pendingLinks: {
    values: ["expire", "last"],
    about:
      "Customer Insights: whether a link to a contact that no refresh has unified dies with the unknown profile after seven silent days. Not documented; such a visitor is still unknown, so the strict reading is that it does.",
  },
  expiredRows: {
    values: ["kept", "removed"],
    about: "Customer Insights: what becomes of the view, action and user rows of an unknown profile that expired; not documented.",
  },
  returningVisitors: {
    values: ["anew", "re-attached"],
    about:
      "Customer Insights: a cookie lives a year, an unknown profile seven days; whether older rows join the one who comes back is not documented.",
  },
  authIdForm: {
    values: ["lower-case", "any-guid"],
    about:
      "Customer Insights: which spelling of a contact's id `setUser` must carry; Dataverse returns lower case without braces, nothing says that others match.",
  },
  backStamping: {
    values: ["changed-profiles", "new-links"],
    about:
      'Customer Insights: which contacts later refreshes stamp; "only updates on customer profiles are propagated" is documented, whether a profile that changed but for its id is among them is not said.',
  },
  personalizationTop: {
    values: ["capped", "refused"],
    about:
      "Customer Insights: `top` above the documented 200 of `msdynci_p13nviews` and `msdynci_p13nactions`; what happens is not documented.",
  },
  personalizationHistory: {
    values: ["cookie", "customer"],
    about:
      "Customer Insights: whose rows `msdynci_p13nviews` and `msdynci_p13nactions` give for the cookie of a known visitor; not documented.",
  },
  journeysEvents: {
    values: ["elsewhere", "shared-tables"],
    about:
      "Where events of the Customer Insights - Journeys tracker land: in tables of its own, which are not emulated, or in those of the same column names.",
  },
  trackerOptOutHook: {
    values: ["journeys", "both"],
    about: "Whose tracker obeys `disableCookiesUsage()`: documented for Customer Insights - Journeys only.",
  },
  trackerUserConsent: {
    values: ["ignored", "obeyed"],
    about:
      "`cfg.userConsent: false` of the pasted script: the predecessor then stored and sent nothing; not documented for today's library.",
  },
  trackerNavigation: {
    values: ["page-loads", "history"],
    about: "Whether the trackers see a page that changes its address without loading as another view; not documented.",
  },
  formPermissions: {
    values: ["always", "by-check-box"],
    about:
      "Whether forms obey table permissions: documented as always from June 2026 on, before that only where the form's check box says so.",
  },
  siteVisibility: {
    values: ["public", "private"],
    about:
      "A private site, as every new one is, lets nobody in who has not signed in to the organization; being let in is no sign-in to the site. Which of the two a site is stands in no file.",
  },
  previewUnpublished: {
    values: ["by-permission", "never"],
    about:
      'Whether visitors whose web role may "Preview Unpublished Entities" see drafts: documented, but not whether at once or after switching a preview mode on.',
  },
  needlessLanguageCode: {
    values: ["kept", "redirected"],
    about:
      "An address with a language code on a site that shows none (`MultiLanguage/DisplayLanguageCodeInURL`): answered as it is, or led to the one without, as the open-source ancestor does.",
  },
  templateOfRewritePages: {
    values: ["web-template", "built-in"],
    about:
      "A page template that names both an address of the portal's own pages and a web template, as the stock one for searches does: which of them renders the page is not documented.",
  },
  shellOnCodeSites: {
    values: ["absent", "present"],
    about:
      "Whether code sites have jQuery and `shell`: by Microsoft's guidance they do not and fetch the token page themselves, yet samples of Microsoft's ask `shell` for the token.",
  },
  nonceInRootDocument: {
    values: ["absent", "stamped"],
    about:
      "Inline scripts in a code site's root document under a policy with a nonce: documented is the nonce of Liquid-rendered ones, and a code site has no Liquid.",
  },
  replaceFilter: {
    values: ["literal", "pattern"],
    about:
      "What the Liquid filters `replace` and `replace_first` look for: documented as a text, observed (third party) and in the engine's source of version 2.0 a .NET regular expression.",
  },
  defaultFilter: {
    values: ["nil", "nil-and-empty"],
    about:
      "What the Liquid filter `default` stands in for: documented and in the open-source ancestor nil alone; the engine's own filter of that name also takes empty texts.",
  },
  unknownFilters: {
    values: ["input", "error"],
    about:
      "A Liquid filter that the portal has not, such as `json`: observed (third party) it hands its input on; others saw `Liquid error` in its place.",
  },
  tagsOverLines: {
    values: ["rendered", "refused"],
    about:
      "A Liquid tag or output over several lines: public sites have them; observed (third party) and in the engine's source they are a syntax error, which takes the place of the whole source.",
  },
} as const satisfies Readonly<Record<string, { readonly values: readonly [unknown, ...unknown[]]; readonly about: string }>>;

export type SwitchName = keyof typeof switchTable;

export type EmulatorSwitches = { readonly [Name in SwitchName]: (typeof switchTable)[Name]["values"][number] };

// The first value of each name is of that name's type.
export const defaultSwitches = Object.fromEntries(
  Object.entries(switchTable).map(([name, { values }]) => [name, values[0]]),
) as EmulatorSwitches;

export type SwitchChange =
  { readonly ok: true; readonly changes: Partial<EmulatorSwitches> } | { readonly ok: false; readonly message: string };

/** Reads what `PATCH /_emulator/switches` was sent: known names with values they take, or a message that names what is allowed. */
export function parseSwitchChange(body: unknown): SwitchChange {
  const names = Object.keys(switchTable).join(", ");
  if (typeof body !== "object" || body === null || Array.isArray(body))
    return { ok: false, message: `expected an object with some of ${names}` };
  for (const [name, value] of Object.entries(body)) {
    const allowed = new Map<string, { readonly values: readonly unknown[] }>(Object.entries(switchTable)).get(name)?.values;
    if (allowed === undefined) return { ok: false, message: `${name} is no switch; there are ${names}` };
    if (!allowed.some((one) => JSON.stringify(one) === JSON.stringify(value))) {
      return { ok: false, message: `${name}: expected one of ${allowed.map((one) => JSON.stringify(one)).join(", ")}` };
    }
  }
  return { ok: true, changes: body };
}
