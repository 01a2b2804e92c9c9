import type { Row, Store } from "../store/store.ts";

export interface GuardOptions {
  /** Called before anything is read or written: the store holds committed rows only afterwards. */
  readonly before: () => void;
  /** Called before a row is written past the organization. */
  readonly beforeWrite: (table: string, id: string) => void;
  /** Called before all rows become others, or none. */
  readonly beforeReplace: () => void;
  readonly primaryId: (table: string) => string;
}

/** The store as the emulator's other parts see it: committed rows only. What they write cannot wait for a lock. */
export function guardStore(store: Store, { before, beforeWrite, beforeReplace, primaryId }: GuardOptions): Store {
  const reading = <Result>(work: () => Result): Result => {
    before();
    return work();
  };
  const writing = <Result>(table: string, id: unknown, work: () => Result): Result => {
    before();
    if (typeof id === "string") beforeWrite(table, id);
    return work();
  };
  const replacing = <Result>(work: () => Result): Result => {
    before();
    beforeReplace();
    return work();
  };
  function* announced(table: string, rows: Iterable<Row>): Iterable<Row> {
    for (const row of rows) {
      const id = row[primaryId(table)];
      if (typeof id === "string") beforeWrite(table, id);
      yield row;
    }
  }
  return {
    collation: store.collation,
    insert: (table, row) => writing(table, row[primaryId(table)], () => store.insert(table, row)),
    insertMany: (table, rows) => reading(() => store.insertMany(table, announced(table, rows))),
    update: (table, id, changes) => writing(table, id, () => store.update(table, id, changes)),
    remove: (table, id) => writing(table, id, () => store.remove(table, id)),
    put: (table, row) => writing(table, row[primaryId(table)], () => store.put(table, row)),
    find: (table, id) => reading(() => store.find(table, id)),
    query: (table, query) => reading(() => store.query(table, query)),
    count: (table, query) => reading(() => store.count(table, query)),
    summarise: (table, by, greatest) => reading(() => store.summarise(table, by, greatest)),
    clockOffsetMs: () => reading(() => store.clockOffsetMs()),
    keepClockOffset: (ms) => reading(() => store.keepClockOffset(ms)),
    runId: () => reading(() => store.runId()),
    transaction: (work) => reading(() => store.transaction(work)),
    begin() {
      // Other clients' calls would run inside it.
      throw new TypeError("A transaction over several calls is the organization's to open: use its `transaction`.");
    },
    snapshot: () => reading(() => store.snapshot()),
    restore: (id) => replacing(() => store.restore(id)),
    reset: () => replacing(() => store.reset()),
    close: () => replacing(() => store.close()),
  };
}
