import type { Schema } from "../../schema/schema.ts";

/** The answer at the service's root: its entity sets. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents */
export function renderServiceDocument(schema: Schema, root: string): Readonly<Record<string, unknown>> {
  return {
    "@odata.context": `${root}/$metadata`,
    value: schema.tables.map(({ entitySet }) => ({ name: entitySet, kind: "EntitySet", url: entitySet })),
  };
}
