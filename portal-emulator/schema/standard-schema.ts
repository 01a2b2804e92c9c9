import { accountTable } from "./account-table.ts";
import { activityTables } from "./activity-tables.ts";
import { annotationTable } from "./annotation-table.ts";
import { createAuditTable } from "./audit-table.ts";
import { contactTable } from "./contact-table.ts";
import { feedbackTable } from "./feedback-table.ts";
import { incidentTable } from "./incident-table.ts";
import {
  customerMeasureTable,
  enrichmentTable,
  predictionTable,
  segmentMembershipTable,
  unifiedActivityTable,
} from "./insights-profile-tables.ts";
import { insightsLookups } from "./insights-relationships.ts";
import {
  alternateKeyTable,
  customerProfileTable,
  personalizationActionTable,
  personalizationCookieTable,
  personalizationUserTable,
  personalizationViewTable,
} from "./insights-tables.ts";
import { leadTable } from "./lead-table.ts";
import { opportunityTable } from "./opportunity-table.ts";
import { createSchema, type Relationship, type Schema } from "./schema.ts";
import { standardIntersections, standardLookups } from "./standard-relationships.ts";
import { systemUserTable } from "./system-user-table.ts";
import type { TableDefinition } from "./table-definition.ts";
import { webRoleContactTable } from "./web-role-table.ts";

const standardTables: readonly TableDefinition[] = [
  contactTable,
  accountTable,
  annotationTable,
  opportunityTable,
  leadTable,
  incidentTable,
  feedbackTable,
  ...activityTables,
  systemUserTable,
  personalizationUserTable,
  personalizationCookieTable,
  personalizationViewTable,
  personalizationActionTable,
  customerProfileTable,
  alternateKeyTable,
  unifiedActivityTable,
  segmentMembershipTable,
  customerMeasureTable,
  enrichmentTable,
  predictionTable,
  webRoleContactTable,
];

export const standardParts: SchemaParts = {
  tables: [...standardTables, ...standardIntersections.map(({ table }) => ({ ...table, entitySet: `${table.name}collection` }))],
  relationships: [...standardLookups, ...insightsLookups, ...standardIntersections.map(({ relationship }) => relationship)],
};

export interface SchemaParts {
  readonly tables: readonly TableDefinition[];
  readonly relationships: readonly Relationship[];
}

/** A schema of these parts, with the audit table over all that is audited. */
export function createAuditedSchema({ tables, relationships }: SchemaParts): Schema {
  const audited = tables.filter((table) => !table.elastic && table.intersect !== true).map(({ name }) => name);
  return createSchema([...tables, createAuditTable(audited)], relationships);
}

/** The tables every emulated organization has. */
export const standardSchema = createAuditedSchema(standardParts);
