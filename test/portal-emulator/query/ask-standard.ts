import { bindFilter } from "../../../portal-emulator/odata/bind-filter.ts";
import { parseFilter } from "../../../portal-emulator/odata/parse-filter.ts";
import { evaluateFilter } from "../../../portal-emulator/query/evaluate-filter.ts";
import type { Schema } from "../../../portal-emulator/schema/schema.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Row, Store } from "../../../portal-emulator/store/store.ts";

export interface StandardRows {
  readonly store: Store;
  /** The names of the rows that a filter finds; throws when the database and plain evaluation disagree. */
  find(table: string, filter: string, userId?: string): readonly string[];
}

/** An organization of the standard tables at a moment, with these rows. */
export function openStandard(now: Date, rows: Readonly<Record<string, readonly Row[]>>, schema: Schema = standardSchema): StandardRows {
  const store = openStore({ file: ":memory:", clock: { now: () => now }, schema });
  for (const [table, added] of Object.entries(rows)) {
    store.insertMany(table, added);
  }
  return {
    store,
    find: (name, text, userId) => {
      const table = schema.findTable(name);
      if (table === undefined) {
        throw new TypeError(`There is no table ${name}.`);
      }
      const { filter } = bindFilter(parseFilter(text), table, { schema, now, ...(userId === undefined ? {} : { userId }) });
      const world = { schema, collation: store.collation, rows: (other: string) => store.query(other) };
      const shown = (found: readonly Row[]): string[] => found.map((row) => String(row[table.primaryName])).sort();
      const byDatabase = shown(store.query(name, { filter }));
      const byEvaluation = shown(store.query(name).filter((row) => evaluateFilter(filter, row, table, world) === true));
      if (byDatabase.join() !== byEvaluation.join()) {
        throw new Error(`The database finds ${byDatabase.join()}, evaluation ${byEvaluation.join()}.`);
      }
      return byDatabase;
    },
  };
}
