import { setImmediate } from "node:timers/promises";
import type { EmulatorContext } from "../emulator-context.ts";
import { alternateKeyTable } from "./insights-tables.ts";
import { findLinks, resolveLink } from "./links.ts";
import { listIdRanges } from "./list-id-ranges.ts";
import { removeCustomers } from "./remove-customers.ts";
import { stampContacts } from "./stamp-contacts.ts";
import type { StampFailure } from "./stamp-contacts.ts";
import { findChangedContacts, ingestAgain, unifyContacts } from "./unify-contacts.ts";
import type { UnifiedContact } from "./unify-contacts.ts";
import { sweepExpired, visitorStates } from "./visitor-states.ts";
import type { InsightsContext } from "./visitor-states.ts";

export interface RefreshOutcome {
  /** full: nothing was unified before. */
  readonly mode: "full" | "incremental";
  /** Contacts read: all of them, later those that are new or changed. */
  readonly ingested: number;
  /** Contacts that got a customer profile in this run. */
  readonly unified: number;
  /** Profiles written again because their contact changed. */
  readonly updated: number;
  /** Profiles removed because their contact is gone. */
  readonly removed: number;
  /** Visitors that became known in this run. */
  readonly resolved: number;
  /** Contacts updated with the lookup to their profile. */
  readonly stamped: number;
  readonly stampFailures: readonly StampFailure[];
}

/** Every row was replaced, or the emulator closed, while a refresh ran. */
export class RefreshAbandoned extends Error {
  override readonly name = "RefreshAbandoned";
}

/** Other requests wait while so many rows are looked at, or written. */
const seenAtOnce = 5_000;
const unifiedAtOnce = 500;
/** Each has its row locked until all are stamped. */
const stampedAtOnce = 50;

/**
 * A Customer Insights refresh, in the product's order: ingestion, unification with the links that waited, hydration with back-stamping; segments and
 * measures are seeded by hand. Other requests are answered meanwhile. Throws RefreshAbandoned.
 * https://learn.microsoft.com/dynamics365/customer-insights/journeys/coordinate-ci-data-refresh-with-quiet-times
 */
export async function refreshCustomerInsights(
  ctx: InsightsContext & Pick<EmulatorContext, "schema" | "organization">,
  signal?: AbortSignal,
): Promise<RefreshOutcome> {
  const { store, schema, switches } = ctx;
  const run = store.runId();
  const goOn = (): void => {
    if (signal?.aborted === true) throw new RefreshAbandoned("The emulator closed while Customer Insights refreshed.");
    if (store.runId() !== run) throw new RefreshAbandoned("Every row was replaced while Customer Insights refreshed.");
  };

  sweepExpired(ctx);
  const mode = store.count(alternateKeyTable, { equals: { msdynci_entityname: "contact" }, top: 1 }) === 0 ? "full" : "incremental";
  let removed = 0;
  for (const range of listIdRanges(store, { name: alternateKeyTable, primaryId: `${alternateKeyTable}id` }, seenAtOnce)) {
    removed += store.transaction(() => removeCustomers(store, range));
    await setImmediate();
    goOn();
  }
  const unified: UnifiedContact[] = [];
  for (const range of listIdRanges(store, { name: "contact", primaryId: "contactid" }, seenAtOnce)) {
    for (const contactIds of inBatches(findChangedContacts(store, schema, range), unifiedAtOnce)) {
      unified.push(...store.transaction(() => unifyContacts(store, contactIds)));
      await setImmediate();
      goOn();
    }
    await setImmediate();
    goOn();
  }
  const resolved = resolveWaitingLinks(ctx);

  let stamped = 0;
  const stampFailures: StampFailure[] = [];
  const toStamp = switches.backStamping === "changed-profiles" ? unified : unified.filter(({ isStamped }) => !isStamped);
  for (const contacts of inBatches(toStamp, stampedAtOnce)) {
    const batch = await stampContacts(ctx.organization, contacts);
    goOn();
    store.transaction(() => ingestAgain(store, batch.stamped));
    stamped += batch.stamped.length;
    stampFailures.push(...batch.failures);
  }
  const isNew = unified.filter((contact) => contact.isNew).length;
  return {
    mode,
    ingested: unified.length,
    unified: isNew,
    updated: unified.length - isNew,
    removed,
    resolved,
    stamped,
    stampFailures,
  };
}

/** Links of visitors that expired stay as they are. */
function resolveWaitingLinks(ctx: InsightsContext): number {
  const { store, switches } = ctx;
  return store.transaction(() => {
    const expired = new Set(visitorStates(ctx).flatMap(({ cookieId, state }) => (state === "expired" ? [cookieId] : [])));
    let resolved = 0;
    for (const link of findLinks(store, switches).values()) if (!expired.has(link.cookieId) && resolveLink(store, link)) resolved += 1;
    return resolved;
  });
}

function* inBatches<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
