import { createRow } from "./create-row.ts";
import { deleteRow } from "./delete-row.ts";
import { countRows, listRows, readOneRow } from "./read-operations.ts";
import { updateRow } from "./update-row.ts";
import type { Operation } from "./web-api-call.ts";

/** What answers, by shape of the path and by method. https://learn.microsoft.com/power-pages/configure/write-update-delete-operations */
export const operations: Readonly<Record<"collection" | "count" | "row", Readonly<Record<string, Operation>>>> = {
  collection: {
    GET: { writes: false, run: listRows },
    POST: { writes: true, run: createRow },
  },
  count: {
    GET: { writes: false, run: countRows },
  },
  row: {
    GET: { writes: false, run: readOneRow },
    PATCH: { writes: true, run: updateRow },
    DELETE: { writes: true, run: deleteRow },
  },
};
