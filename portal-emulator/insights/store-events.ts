import type { Row, Store } from "../store/store.ts";
import type { EventBatch } from "./event-batch.ts";
import { renderCookieRow, renderEventRow } from "./event-rows.ts";
import { findVisitor, startAnew } from "./expiry.ts";
import { actionTable, cookieTable, userTable, viewTable } from "./insights-tables.ts";
import { findLink, resolveLink } from "./links.ts";
import type { InsightsContext } from "./visitor-states.ts";

/** How many rows of each table a batch added. */
export type StoredCounts = Readonly<Record<"visitors" | "views" | "actions" | "users", number>>;

/**
 * Writes a batch, all or nothing; an event whose signal id is there already was sent twice and is skipped.
 * A link is resolved at once when its contact is already unified (documented: real-time merge at authentication), otherwise it waits for a refresh.
 * Of Customer Insights - Journeys, nothing says that its `setUser` feeds the merge of Customer Insights - Data: it makes no visitor and no link, and
 * its views and actions are stored by switch only. https://learn.microsoft.com/dynamics365/customer-insights/journeys/interaction-journey-decision
 */
export function storeEvents({ store, clock, switches }: InsightsContext, batch: EventBatch): StoredCounts {
  if (batch.product === "journeys" && switches.journeysEvents === "elsewhere") return { visitors: 0, views: 0, actions: 0, users: 0 };
  return store.transaction(() => {
    const visitors = batch.product === "data" && meetVisitor({ store, clock, switches }, batch) ? 1 : 0;
    const rows = renderNewRows(store, batch, clock.now());
    for (const [table, added] of rows) if (added.length > 0) store.insertMany(table, added);
    const countOf = (table: string): number => rows.get(table)?.length ?? 0;
    if (countOf(userTable) > 0) {
      const link = findLink(store, batch.cookieId, switches);
      if (link !== undefined) resolveLink(store, link);
    }
    return { visitors, views: countOf(viewTable), actions: countOf(actionTable), users: countOf(userTable) };
  });
}

/** @returns whether the visitor is a new one, or an expired one who starts anew */
function meetVisitor({ store, clock, switches }: InsightsContext, batch: EventBatch): boolean {
  if (findVisitor(store, clock, batch.cookieId, switches)?.state === "expired") startAnew(store, batch.cookieId, switches);
  if (store.find(cookieTable, batch.cookieId) !== undefined) return false;
  store.insert(cookieTable, renderCookieRow(batch));
  return true;
}

function renderNewRows(store: Store, batch: EventBatch, now: Date): ReadonlyMap<string, Row[]> {
  const rows = new Map<string, Row[]>();
  const seen = new Set<string>();
  for (const event of batch.events) {
    const rendered = renderEventRow(batch, event, now);
    if (rendered === undefined) continue;
    const { table, row } = rendered;
    const signalId = row["msdynci_signalid"] ?? null;
    const signal = `${table} ${String(signalId).toLowerCase()}`;
    if (seen.has(signal) || store.count(table, { equals: { msdynci_signalid: signalId }, top: 1 }) > 0) continue;
    seen.add(signal);
    rows.set(table, [...(rows.get(table) ?? []), row]);
  }
  return rows;
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
