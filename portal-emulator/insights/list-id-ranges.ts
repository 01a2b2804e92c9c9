import type { ComparisonOperator, FilterNode } from "../query/filter.ts";
import type { Store } from "../store/store.ts";
import { textOf } from "./links.ts";

export interface RangedTable {
  readonly name: string;
  readonly primaryId: string;
}

/**
 * Filters that take a table apart by its ids, so many rows at a time; whoever asks for the next one lets others work in between. The last one has no end:
 * rows added meanwhile are in it, or before it and left for another time.
 */
export function* listIdRanges(store: Store, { name, primaryId }: RangedTable, size: number): Generator<FilterNode, void> {
  const compare = (operator: ComparisonOperator, id: string): FilterNode => ({
    kind: "compare",
    operator,
    left: { kind: "column", name: primaryId },
    right: { kind: "literal", value: id },
  });
  let after: FilterNode | undefined;
  for (;;) {
    const [last] = store.query(name, { ...(after === undefined ? {} : { filter: after }), columns: [primaryId], skip: size - 1, top: 1 });
    const until = last === undefined ? [] : [compare("le", textOf(last, primaryId))];
    yield { kind: "and", operands: [...(after === undefined ? [] : [after]), ...until] };
    if (last === undefined) return;
    after = compare("gt", textOf(last, primaryId));
  }
}
