import { createLiquidObject, type LiquidObject } from "../../../liquid/liquid-object.ts";
import { LiquidFailure } from "../../../liquid/liquid-failure.ts";
import { createRowObject } from "./row-object.ts";
import { findSiteRecord } from "./site-record.ts";
import { findPrefix } from "./site-tables.ts";
import type { VisitorData } from "./visitor-data.ts";

/**
 * `entities['contact'][id]`: one row of any table; nil where it is missing or the visitor may not read it.
 * https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#entities
 */
export function createEntities(data: VisitorData): LiquidObject {
  return createLiquidObject({ index: (name) => createTable(data, String(name).toLowerCase()) });
}

function createTable(data: VisitorData, name: string): LiquidObject {
  return createLiquidObject({
    index: async (key) => {
      const id = String(key);
      const table = data.names.schema.findTable(name);
      if (table !== undefined) {
        const row = await data.findRow(table, id);
        return row && createRowObject(data, table, row);
      }
      if (findPrefix(name) !== undefined) return findSiteRecord(data.context.site(), name, id);
      throw new LiquidFailure("unsupported", `entities['${name}']: the emulated organization has no such table.`, { subject: name });
    },
  });
}
