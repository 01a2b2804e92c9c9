import type { Visitor, VisitorState } from "../../contract/emulator.ts";
import type { Clock } from "../emulator-context.ts";
import type { Store } from "../store/store.ts";
import { actionTable, cookieTable, userTable, viewTable } from "./insights-tables.ts";
import { currentLinks, textOf } from "./links.ts";

/** Unknown profiles expire after seven days of inactivity (documented). https://learn.microsoft.com/dynamics365/customer-insights/data/customer-profiles */
export const unknownLifetimeMs = 7 * 24 * 60 * 60 * 1_000;

export interface VisitorRules {
  /**
   * Whether a link to a contact that no refresh has seen dies with its unknown profile after seven silent days. The sources are silent;
   * such a visitor is still unknown to Customer Insights, so the strict reading is that it does.
   */
  readonly pendingExpires: boolean;
}
export const strictVisitorRules: VisitorRules = { pendingExpires: true };

/** Where every cookie stands, newest activity first. Known visitors never expire. */
export function visitorStates(store: Store, clock: Clock, rules: VisitorRules = strictVisitorRules): Visitor[] {
  const links = currentLinks(store);
  const views = summariseByCookie(store, viewTable);
  const actions = summariseByCookie(store, actionTable);
  const users = summariseByCookie(store, userTable);
  return store
    .query(cookieTable)
    .map((cookie) => {
      const cookieId = textOf(cookie, "msdynci_personalizationcookieid");
      const link = links.get(cookieId);
      const times = [views, actions, users].flatMap((table) => table.get(cookieId)?.lastAtMs ?? []);
      const lastSeenMs = times.length === 0 ? Date.parse(textOf(cookie, "createdon")) : Math.max(...times);
      const isSilent = clock.now().getTime() - lastSeenMs >= unknownLifetimeMs;
      return {
        lastSeenMs,
        visitor: {
          cookieId,
          ...(link === undefined ? {} : { contactId: link.contactId }),
          state: judgeState({
            link: link === undefined ? "none" : link.alternateKeyId === undefined ? "waiting" : "resolved",
            isSilent,
            rules,
          }),
          views: views.get(cookieId)?.rows ?? 0,
          actions: actions.get(cookieId)?.rows ?? 0,
        },
      };
    })
    .sort((one, other) => other.lastSeenMs - one.lastSeenMs || one.visitor.cookieId.localeCompare(other.visitor.cookieId))
    .map(({ visitor }) => visitor);
}

export interface VisitorFacts {
  /** none: no `setUser` that names a contact · waiting: a contact no refresh has unified · resolved: a unified one. */
  readonly link: "none" | "waiting" | "resolved";
  /** No event for seven days. */
  readonly isSilent: boolean;
  readonly rules: VisitorRules;
}

/** The state machine of a visitor, as a table of facts. */
export function judgeState({ link, isSilent, rules }: VisitorFacts): VisitorState {
  if (link === "resolved") return "known";
  if (isSilent && (link === "none" || rules.pendingExpires)) return "expired";
  return link === "waiting" ? "pending" : "unknown";
}

/** Signal times are all written by us as ISO 8601 in UTC, so the greatest text is the latest. */
function summariseByCookie(store: Store, table: string): ReadonlyMap<string, { readonly rows: number; readonly lastAtMs: number }> {
  const summaries = store.summarise(table, "msdynci_userlocalid", "msdynci_signaltimestamp");
  return new Map(summaries.map(({ value, rows, greatest }) => [value, { rows, lastAtMs: Date.parse(greatest ?? "") }]));
}
