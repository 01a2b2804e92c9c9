import { column, evidence, id, indexed, lookup, memo, plain, systemColumns, text } from "./columns.ts";
import type { ColumnDefinition, TableDefinition } from "./table-definition.ts";

// What Customer Insights works out per customer: https://learn.microsoft.com/dynamics365/customer-insights/data/tables
// Everything hangs on the text column `msdynci_customerid`. Measures, enrichments and predictions have further columns that depend on the
// environment: a schema file adds them.

/** https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables */
const partition: readonly ColumnDefinition[] = [...text(100, "partitionid"), column("ttlinseconds", "integer")];

interface Parts {
  readonly name: string;
  readonly entitySet: string;
  readonly schemaName: string;
  readonly primaryName?: string;
  readonly columns?: readonly ColumnDefinition[];
}

function customerTable({ name, entitySet, schemaName, primaryName, columns = [] }: Parts): TableDefinition {
  return {
    name,
    entitySet,
    schemaName,
    primaryId: `${name}id`,
    primaryName: primaryName ?? "msdynci_customerid",
    readOnly: true,
    elastic: true,
    columns: [id(`${name}id`), ...indexed(text(100, "msdynci_customerid")), ...columns, ...systemColumns(), ...partition],
  };
}

/** Names are documented, widths are those of the other tables (assumed). */
export const unifiedActivityTable = customerTable({
  name: "msdynci_unifiedactivity",
  entitySet: "msdynci_unifiedactivities",
  schemaName: "msdynci_UnifiedActivity",
  primaryName: "msdynci_activityid",
  columns: [
    ...text(100, "msdynci_activityid", "msdynci_activitytype", "msdynci_activitytypedisplay", "msdynci_activityname"),
    column("msdynci_activitytime", "datetime"),
    ...text(300, "msdynci_title", "msdynci_entityname", "msdynci_externalurl"),
    ...memo(4000, "msdynci_semanticdata"),
    ...text(100, "msdynci_actualactivityid", "msdynci_activityforeignkey"),
    ...evidence("assumed", plain("bigint", "msdynci_rangeindex")),
    lookup("msdynci_lookupfield_customer", "msdynci_customerprofile"),
  ],
});

export const segmentMembershipTable = customerTable({
  name: "msdynci_segmentmembership",
  entitySet: "msdynci_segmentmemberships",
  schemaName: "msdynci_SegmentMembership",
  columns: [
    // A JSON list of segment names, in quotes.
    ...memo(4000, "msdynci_segments"),
    ...text(300, "msdynci_identifier"),
    ...evidence("assumed", text(100, "msdynci_segmentprovider", "msdynci_segmentmembershiptype")),
  ],
});

export const customerMeasureTable = customerTable({
  name: "msdynci_customermeasure",
  entitySet: "msdynci_customermeasures",
  schemaName: "msdynci_CustomerMeasure",
});

export const enrichmentTable = customerTable({
  name: "msdynci_enrichment",
  entitySet: "msdynci_enrichments",
  schemaName: "msdynci_Enrichment",
});

export const predictionTable = customerTable({
  name: "msdynci_prediction",
  entitySet: "msdynci_predictions",
  schemaName: "msdynci_Prediction",
});
