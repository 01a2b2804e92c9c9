import type { Store } from "../store/store.ts";
import type { Clock } from "../emulator-context.ts";
import type { EventBatch } from "./event-batch.ts";
import { renderCookieRow, renderEventRow } from "./event-rows.ts";
import { actionTable, cookieTable, userTable, viewTable } from "./insights-tables.ts";
import { linkVisitor } from "./links.ts";

/** How many rows of each table a batch added. */
export type StoredCounts = Readonly<Record<"visitors" | "views" | "actions" | "users", number>>;

/**
 * Writes a batch, all or nothing; an event whose signal id is there already was sent twice and is skipped.
 * A Customer Insights - Journeys batch stores nothing: anonymous visits are not recorded there, and nothing says that its
 * `setUser` feeds the merge of Customer Insights - Data. https://learn.microsoft.com/dynamics365/customer-insights/journeys/interaction-journey-decision
 */
export function storeEvents(store: Store, clock: Clock, batch: EventBatch): StoredCounts {
  if (batch.product === "journeys") return { visitors: 0, views: 0, actions: 0, users: 0 };
  return store.transaction(() => {
    const added: Record<string, number> = { [userTable]: 0, [viewTable]: 0, [actionTable]: 0 };
    const isNewVisitor = store.find(cookieTable, batch.cookieId) === undefined;
    if (isNewVisitor) store.insert(cookieTable, renderCookieRow(batch));
    for (const event of batch.events) {
      const rendered = renderEventRow(batch, event, clock.now());
      if (rendered === undefined) continue;
      const { table, row } = rendered;
      if (store.count(table, { equals: { msdynci_signalid: row["msdynci_signalid"] ?? null } }) > 0) continue;
      const stored = store.insert(table, row);
      added[table] = (added[table] ?? 0) + 1;
      if (event.kind === "user") linkVisitor(store, stored);
    }
    return { visitors: isNewVisitor ? 1 : 0, views: added[viewTable] ?? 0, actions: added[actionTable] ?? 0, users: added[userTable] ?? 0 };
  });
}

/** What a batch changed, for the log; no personal data. */
export function renderStoredCounts(counts: StoredCounts): string {
  const words: readonly [number, string, string][] = [
    [counts.visitors, "visitor first seen", "visitors first seen"],
    [counts.views, "page view stored", "page views stored"],
    [counts.actions, "click stored", "clicks stored"],
    [counts.users, "visitor identified", "identifications stored"],
  ];
  return words.flatMap(([count, one, many]) => (count === 0 ? [] : [count === 1 ? one : `${count} ${many}`])).join(", ");
}
