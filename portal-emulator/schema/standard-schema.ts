import { createSchema, type Relationship } from "./schema.ts";
import { tables } from "./tables.ts";

const relationships: readonly Relationship[] = [];

/** The tables every emulated organization has. */
export const standardSchema = createSchema(tables, relationships);
