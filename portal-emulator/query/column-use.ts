/** A place where a query reads a table. */
export interface ColumnUse {
  /** Logical name of the table. */
  readonly table: string;
  /** As rows show it (`_x_value` of a lookup); "*": every column; undefined: that its rows are there. */
  readonly column: string | undefined;
  readonly where: "select" | "filter" | "orderby" | "expand" | "join";
}

export interface UseList {
  add(use: ColumnUse): void;
  list(): readonly ColumnUse[];
}

/** Each use once, in the order of the request. */
export function createUseList(): UseList {
  const uses = new Map<string, ColumnUse>();
  return {
    add: (use) => {
      const key = `${use.table} ${use.column ?? ""} ${use.where}`;
      if (!uses.has(key)) {
        uses.set(key, use);
      }
    },
    list: () => [...uses.values()],
  };
}
