import { column, evidence, id, indexed, memo, systemColumns, text } from "./columns.ts";
import { customerLookup, partition } from "./insights-tables.ts";
import type { ColumnDefinition, TableDefinition } from "./table-definition.ts";

// What Customer Insights works out per customer: https://learn.microsoft.com/dynamics365/customer-insights/data/tables
// Everything hangs on the text column `msdynci_customerid`. Measures, enrichments and predictions have further columns that depend on the
// environment: a schema file adds them.

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

export const unifiedActivityTable = customerTable({
  name: "msdynci_unifiedactivity",
  entitySet: "msdynci_unifiedactivities",
  schemaName: "msdynci_unifiedactivity",
  primaryName: "msdynci_activityid",
  columns: [
    ...text(100, "msdynci_activityid", "msdynci_activityforeignkey"),
    ...text(
      4000,
      "msdynci_activitytype",
      "msdynci_activitytypedisplay",
      "msdynci_activityname",
      "msdynci_title",
      "msdynci_entityname",
      "msdynci_externalurl",
      "msdynci_actualactivityid",
      "msdynci_rangeindex",
    ),
    column("msdynci_activitytime", "datetime"),
    ...memo(1_048_576, "msdynci_semanticdata"),
    ...customerLookup,
  ],
});

/** Names are documented, widths are not. */
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
