import { evidence, id, indexed, lookup, memo, plain, systemColumns, text } from "./columns.ts";
import type { ColumnDefinition, TableDefinition } from "./table-definition.ts";

// Tables of Customer Insights: https://learn.microsoft.com/dynamics365/customer-insights/data/tables
// Customer Insights alone writes them; everybody else reads. Columns and widths: the generated table references, which exist for users,
// views, alternate keys and unified activities. Not built: the owners of these rows.

/** https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables */
export const partition: readonly ColumnDefinition[] = [...text(100, "PartitionId"), ...plain("integer", "TTLInSeconds")];

/** A lookup to a row of an elastic table, and the partition that row is in. */
function elasticLookup(schemaName: string, target: string): ColumnDefinition[] {
  return [lookup(schemaName, target), ...text(100, `${schemaName}PId`)];
}

/** A row belongs to a unified customer. */
export const customerLookup: readonly ColumnDefinition[] = elasticLookup("msdynci_lookupfield_customer", "msdynci_customerprofile");

/** What User, View and (by name) Action share. */
const signal: readonly ColumnDefinition[] = [
  ...indexed(text(100, "msdynci_SignalId")),
  ...text(
    100,
    "msdynci_SignalName",
    "msdynci_SignalSource",
    "msdynci_SignalTimestamp",
    "msdynci_SignalTimezone",
    "msdynci_SignalVersion",
    "msdynci_SDKVersion",
    "msdynci_HostDomain",
    "msdynci_OrgId",
    "msdynci_OrgTenantId",
    "msdynci_SessionId",
  ),
  ...plain("bigint", "msdynci_SessionDurationMs"),
  // Deprecated, as are the other integers beside big ones.
  ...plain("integer", "msdynci_SessionDuration"),
  ...indexed(text(100, "msdynci_UserAuthId", "msdynci_UserLocalId")),
  ...text(100, "msdynci_UserEntityId", "msdynci_UserEntityType", "msdynci_UserState"),
  ...text(300, "msdynci_UserTrackingContext"),
  ...elasticLookup("msdynci_AlternateKeyReference", "msdynci_alternatekey"),
  ...indexed(elasticLookup("msdynci_personalizationcookiereference", "msdynci_personalizationcookie")),
  ...partition,
];

const optimizely: readonly ColumnDefinition[] = [
  ...plain("bigint", "msdynci_OptimizelyCampaignIdentifier", "msdynci_OptimizelyExperimentIdentifier"),
  ...plain("integer", "msdynci_OptimizelyCampaignId", "msdynci_OptimizelyExperimentId"),
];

export const personalizationUserTable: TableDefinition = {
  name: "msdynci_personalizationuser",
  entitySet: "msdynci_personalizationusers",
  schemaName: "msdynci_PersonalizationUser",
  displayName: "PersonalizationUser",
  primaryId: "msdynci_personalizationuserid",
  primaryName: "msdynci_signalid",
  readOnly: true,
  elastic: true,
  columns: [id("msdynci_PersonalizationUserId"), ...systemColumns(), ...signal],
};

export const personalizationViewTable: TableDefinition = {
  name: "msdynci_personalizationview",
  entitySet: "msdynci_personalizationviews",
  schemaName: "msdynci_PersonalizationView",
  displayName: "PersonalizationView",
  primaryId: "msdynci_personalizationviewid",
  primaryName: "msdynci_signalid",
  readOnly: true,
  elastic: true,
  columns: [
    id("msdynci_PersonalizationViewId"),
    ...systemColumns(),
    ...signal,
    ...text(100, "msdynci_ViewName", "msdynci_ViewTitle", "msdynci_ViewType"),
    ...text(300, "msdynci_ViewUri", "msdynci_ViewPreviousViews", "msdynci_ReferrerPageTitle", "msdynci_ReferrerUri"),
    ...plain("bigint", "msdynci_UserTimeSinceVisitMs"),
    ...plain("integer", "msdynci_UserTimeSinceVisit"),
    ...optimizely,
  ],
};

/** Names are public (a generated client class), types and widths are assumed to be those of the View table. */
export const personalizationActionTable: TableDefinition = {
  name: "msdynci_personalizationaction",
  entitySet: "msdynci_personalizationactions",
  schemaName: "msdynci_PersonalizationAction",
  displayName: "PersonalizationAction",
  primaryId: "msdynci_personalizationactionid",
  primaryName: "msdynci_signalid",
  readOnly: true,
  elastic: true,
  columns: [
    id("msdynci_PersonalizationActionId"),
    ...systemColumns(),
    ...signal,
    ...evidence("assumed", [
      ...text(
        100,
        "msdynci_actionname",
        "msdynci_actiontype",
        "msdynci_actionelementid",
        "msdynci_actionisoutbound",
        "msdynci_actionelapsedtime",
        "msdynci_clickcoordinates",
        "msdynci_ViewName",
        "msdynci_ViewTitle",
        "msdynci_ViewType",
      ),
      ...text(300, "msdynci_actiontarget", "msdynci_ViewUri", "msdynci_ViewPreviousViews", "msdynci_ReferrerUri"),
      ...plain("bigint", "msdynci_actionelapsedtimems"),
      ...optimizely,
    ]),
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
    id("msdynci_personalizationcookieid"),
    ...systemColumns(),
    ...evidence("assumed", [...indexed(text(100, "msdynci_cookievalue")), ...text(100, "msdynci_hostdomain")]),
    lookup("msdynci_lookupfield_alternatekey", "msdynci_alternatekey"),
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
    id("msdynci_customerprofileid"),
    ...systemColumns(),
    ...indexed(text(100, "msdynci_customerid")),
    ...evidence("assumed", [
      // One column per unified source key, `msdynci_<data source>_<table>_<key column>`; here the data source is called Dataverse.
      ...indexed(text(100, "msdynci_dataverse_contact_contactid")),
      ...text(100, "msdynci_firstname", "msdynci_lastname", "msdynci_emailaddress1"),
    ]),
    ...partition,
  ],
};

export const alternateKeyTable: TableDefinition = {
  name: "msdynci_alternatekey",
  entitySet: "msdynci_alternatekeys",
  displayName: "AlternateKey",
  primaryId: "msdynci_alternatekeyid",
  primaryName: "msdynci_identifier",
  readOnly: true,
  elastic: true,
  columns: [
    id("msdynci_alternatekeyId"),
    ...systemColumns(),
    ...indexed([...text(4000, "msdynci_alternatevalue", "msdynci_identifier"), ...text(100, "msdynci_customerid")]),
    ...text(4000, "msdynci_datasourcename", "msdynci_entityname"),
    ...memo(1_048_576, "msdynci_keyring"),
    ...customerLookup,
    ...partition,
  ],
};
