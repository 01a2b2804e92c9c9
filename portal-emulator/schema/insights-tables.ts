import type { ColumnDefinition, TableDefinition } from "./table-definition.ts";

// Tables of Customer Insights: https://learn.microsoft.com/dynamics365/customer-insights/data/tables
// Customer Insights alone writes them; everybody else reads.

function text(maxLength: number, ...names: readonly string[]): ColumnDefinition[] {
  return names.map((name) => ({ name, type: "string", maxLength, evidence: "documented" }));
}

function longs(...names: readonly string[]): ColumnDefinition[] {
  return names.map((name) => ({ name, type: "bigint", evidence: "documented" }));
}

/** Their existence is public, their type and width are not. */
function assumedText(maxLength: number, ...names: readonly string[]): ColumnDefinition[] {
  return names.map((name) => ({ name, type: "string", maxLength, evidence: "assumed" }));
}

function indexed(columns: readonly ColumnDefinition[]): ColumnDefinition[] {
  return columns.map((column) => ({ ...column, indexed: true }));
}

function system(primaryId: string): ColumnDefinition[] {
  return [
    { name: primaryId, type: "uniqueidentifier", evidence: "documented" },
    { name: "createdon", type: "datetime", readOnly: true, evidence: "documented" },
    { name: "modifiedon", type: "datetime", readOnly: true, evidence: "documented" },
    { name: "versionnumber", type: "bigint", readOnly: true, evidence: "documented" },
  ];
}

/** https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables */
const partition: readonly ColumnDefinition[] = [
  ...text(100, "partitionid"),
  { name: "ttlinseconds", type: "integer", evidence: "documented" },
];

/** What User, View and (by name) Action share. */
const signal: readonly ColumnDefinition[] = [
  ...indexed(text(100, "msdynci_signalid")),
  ...text(
    100,
    "msdynci_signalname",
    "msdynci_signalsource",
    "msdynci_signaltimestamp",
    "msdynci_signaltimezone",
    "msdynci_signalversion",
    "msdynci_sdkversion",
    "msdynci_hostdomain",
    "msdynci_orgid",
    "msdynci_orgtenantid",
    "msdynci_sessionid",
  ),
  ...longs("msdynci_sessiondurationms"),
  ...indexed(text(100, "msdynci_userauthid", "msdynci_userlocalid")),
  ...text(100, "msdynci_userentityid", "msdynci_userentitytype", "msdynci_userstate"),
  ...text(300, "msdynci_usertrackingcontext"),
  {
    name: "msdynci_alternatekeyreference",
    schemaName: "msdynci_AlternateKeyReference",
    type: "lookup",
    targets: ["msdynci_alternatekey"],
    evidence: "documented",
  },
  {
    name: "msdynci_personalizationcookiereference",
    type: "lookup",
    targets: ["msdynci_personalizationcookie"],
    indexed: true,
    evidence: "documented",
  },
  ...text(100, "msdynci_alternatekeyreferencepid", "msdynci_personalizationcookiereferencepid"),
  ...partition,
];

const optimizely = ["msdynci_optimizelycampaignidentifier", "msdynci_optimizelyexperimentidentifier"] as const;

export const personalizationUserTable: TableDefinition = {
  name: "msdynci_personalizationuser",
  entitySet: "msdynci_personalizationusers",
  primaryId: "msdynci_personalizationuserid",
  primaryName: "msdynci_signalid",
  readOnly: true,
  elastic: true,
  columns: [...system("msdynci_personalizationuserid"), ...signal],
};

export const personalizationViewTable: TableDefinition = {
  name: "msdynci_personalizationview",
  entitySet: "msdynci_personalizationviews",
  primaryId: "msdynci_personalizationviewid",
  primaryName: "msdynci_signalid",
  readOnly: true,
  elastic: true,
  columns: [
    ...system("msdynci_personalizationviewid"),
    ...signal,
    ...text(100, "msdynci_viewname", "msdynci_viewtitle", "msdynci_viewtype"),
    ...text(300, "msdynci_viewuri", "msdynci_viewpreviousviews", "msdynci_referrerpagetitle", "msdynci_referreruri"),
    ...longs("msdynci_usertimesincevisitms", ...optimizely),
  ],
};

/** Names are public (a generated client class), types and widths are assumed to be those of the View table. */
export const personalizationActionTable: TableDefinition = {
  name: "msdynci_personalizationaction",
  entitySet: "msdynci_personalizationactions",
  primaryId: "msdynci_personalizationactionid",
  primaryName: "msdynci_signalid",
  readOnly: true,
  elastic: true,
  columns: [
    ...system("msdynci_personalizationactionid"),
    ...signal,
    ...assumedText(
      100,
      "msdynci_actionname",
      "msdynci_actiontype",
      "msdynci_actionelementid",
      "msdynci_actionisoutbound",
      "msdynci_actionelapsedtime",
      "msdynci_clickcoordinates",
      "msdynci_viewname",
      "msdynci_viewtitle",
      "msdynci_viewtype",
    ),
    ...assumedText(300, "msdynci_actiontarget", "msdynci_viewuri", "msdynci_viewpreviousviews", "msdynci_referreruri"),
    ...["msdynci_actionelapsedtimems", ...optimizely].map((name): ColumnDefinition => ({ name, type: "bigint", evidence: "assumed" })),
  ],
};

/** No column list of this table is public: all but the id and the lookup are assumed. */
export const personalizationCookieTable: TableDefinition = {
  name: "msdynci_personalizationcookie",
  entitySet: "msdynci_personalizationcookies",
  primaryId: "msdynci_personalizationcookieid",
  primaryName: "msdynci_cookievalue",
  readOnly: true,
  elastic: true,
  columns: [
    ...system("msdynci_personalizationcookieid"),
    ...indexed(assumedText(100, "msdynci_cookievalue")),
    ...assumedText(100, "msdynci_hostdomain"),
    { name: "msdynci_lookupfield_alternatekey", type: "lookup", targets: ["msdynci_alternatekey"], evidence: "documented" },
    ...partition,
  ],
};

export const customerProfileTable: TableDefinition = {
  name: "msdynci_customerprofile",
  entitySet: "msdynci_customerprofiles",
  primaryId: "msdynci_customerprofileid",
  primaryName: "msdynci_customerid",
  readOnly: true,
  elastic: true,
  columns: [
    ...system("msdynci_customerprofileid"),
    ...indexed(text(100, "msdynci_customerid")),
    // One column per unified source key, `msdynci_<data source>_<table>_<key column>`; here the data source is called Dataverse.
    ...indexed(assumedText(100, "msdynci_dataverse_contact_contactid")),
    ...assumedText(100, "msdynci_firstname", "msdynci_lastname", "msdynci_emailaddress1"),
    ...partition,
  ],
};

export const alternateKeyTable: TableDefinition = {
  name: "msdynci_alternatekey",
  entitySet: "msdynci_alternatekeys",
  primaryId: "msdynci_alternatekeyid",
  primaryName: "msdynci_alternatevalue",
  readOnly: true,
  elastic: true,
  columns: [
    ...system("msdynci_alternatekeyid"),
    // Names are documented, widths are not.
    ...indexed(assumedText(300, "msdynci_alternatevalue", "msdynci_customerid", "msdynci_identifier")),
    ...assumedText(300, "msdynci_datasourcename", "msdynci_entityname"),
    { name: "msdynci_keyring", type: "memo", maxLength: 4000, evidence: "assumed" },
    {
      name: "msdynci_lookupfield_customer",
      type: "lookup",
      targets: ["msdynci_customerprofile"],
      evidence: "documented",
    },
    ...partition,
  ],
};
