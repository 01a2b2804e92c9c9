import type { Database } from "./prepared-database.ts";
import type { OpenTransaction, Store } from "./store.ts";

/** Transactions within transactions, as SQLite's savepoints. */
export function createTransactions(database: Database): Pick<Store, "begin" | "transaction"> {
  let depth = 0;

  function begin(): OpenTransaction {
    const own = depth;
    const name = `"work ${own}"`;
    database.run(`SAVEPOINT ${name}`);
    depth += 1;
    const assertLatest = (): void => {
      if (depth !== own + 1) {
        throw new TypeError("Transactions end in the opposite order of their beginning, each once.");
      }
    };
    const rollback = (): void => {
      assertLatest();
      depth = own;
      database.run(`ROLLBACK TO ${name}`);
      database.run(`RELEASE ${name}`);
    };
    return {
      rollback,
      commit: () => {
        assertLatest();
        try {
          database.run(`RELEASE ${name}`);
        } catch (error) {
          // Nothing is committed, and the savepoint is still there: the disk is full, for one.
          rollback();
          throw error;
        }
        depth = own;
      },
    };
  }

  return {
    begin,
    transaction: (work) => {
      const open = begin();
      let result: ReturnType<typeof work>;
      try {
        result = work();
      } catch (error) {
        open.rollback();
        throw error;
      }
      open.commit();
      return result;
    },
  };
}
