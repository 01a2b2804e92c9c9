import type { Visitor } from "../../contract/emulator.ts";
import type { EmulatorContext } from "../emulator-context.ts";
import type { Store } from "../store/store.ts";
import { endExpired, isSilentSince, judgeState, kindOfLink } from "./expiry.ts";
import { actionTable, cookieTable, userTable, viewTable } from "./insights-tables.ts";
import { findLinks, textOf } from "./links.ts";

export type InsightsContext = Pick<EmulatorContext, "store" | "clock" | "switches">;

/** Where every cookie stands, newest activity first. Known visitors never expire. */
export function visitorStates({ store, clock, switches }: InsightsContext): Visitor[] {
  const links = findLinks(store, switches);
  const views = summariseByCookie(store, viewTable);
  const actions = summariseByCookie(store, actionTable);
  const users = summariseByCookie(store, userTable);
  return store
    .query(cookieTable, { columns: ["msdynci_personalizationcookieid", "createdon"] })
    .map((cookie) => {
      const cookieId = textOf(cookie, "msdynci_personalizationcookieid");
      const link = links.get(cookieId);
      const times = [views, actions, users].flatMap((table) => table.get(cookieId)?.lastAtMs ?? []);
      const lastSeenMs = times.length === 0 ? Date.parse(textOf(cookie, "createdon")) : Math.max(...times);
      const isSilent = isSilentSince(lastSeenMs, clock);
      return {
        lastSeenMs,
        visitor: {
          cookieId,
          ...(link === undefined ? {} : { contactId: link.contactId }),
          state: judgeState({ link: kindOfLink(link), isSilent, pendingLinks: switches.pendingLinks }),
          views: views.get(cookieId)?.rows ?? 0,
          actions: actions.get(cookieId)?.rows ?? 0,
        },
      };
    })
    .sort((one, other) => other.lastSeenMs - one.lastSeenMs || one.visitor.cookieId.localeCompare(other.visitor.cookieId))
    .map(({ visitor }) => visitor);
}

/** Takes away what expired by now, where the switch says so. Elastic rows go in the background; here when somebody looks, at a refresh, or when the clock is moved. */
export function sweepExpired(ctx: InsightsContext): void {
  const { store, switches } = ctx;
  if (switches.expiredRows === "kept") return;
  store.transaction(() => {
    for (const { cookieId, state } of visitorStates(ctx)) if (state === "expired") endExpired(store, cookieId, switches);
  });
}

/** Signal times are all written by us as ISO 8601 in UTC, so the greatest text is the latest. */
function summariseByCookie(store: Store, table: string): ReadonlyMap<string, { readonly rows: number; readonly lastAtMs: number }> {
  const summaries = store.summarise(table, "msdynci_personalizationcookiereference", "msdynci_signaltimestamp");
  return new Map(summaries.map(({ value, rows, greatest }) => [value, { rows, lastAtMs: Date.parse(greatest ?? "") }]));
}
