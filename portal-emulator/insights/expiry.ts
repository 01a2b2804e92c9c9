import type { Clock } from "../emulator-context.ts";
import type { EmulatorSwitches } from "../switches.ts";
import type { VisitorState } from "../../contract/emulator.ts";
import type { Store } from "../store/store.ts";
import { cookieTable, signalTables } from "./insights-tables.ts";
import { findLink, textOf } from "./links.ts";
import type { CookieLink, LinkRules } from "./links.ts";

/** Unknown profiles expire after seven days of inactivity (documented). https://learn.microsoft.com/dynamics365/customer-insights/data/customer-profiles */
export const unknownLifetimeMs = 7 * 24 * 60 * 60 * 1_000;

export type ExpiryRules = LinkRules & Pick<EmulatorSwitches, "pendingLinks" | "expiredRows" | "returningVisitors">;

export interface VisitorFacts {
  /** none: no `setUser` that names a contact · waiting: a contact no refresh has unified · resolved: a unified one. */
  readonly link: "none" | "waiting" | "resolved";
  /** No event for seven days. */
  readonly isSilent: boolean;
  readonly pendingLinks: EmulatorSwitches["pendingLinks"];
}

/** The state machine of a visitor, as a table of facts. */
export function judgeState({ link, isSilent, pendingLinks }: VisitorFacts): VisitorState {
  if (link === "resolved") return "known";
  if (isSilent && (link === "none" || pendingLinks === "expire")) return "expired";
  return link === "waiting" ? "pending" : "unknown";
}

export const kindOfLink = (link: CookieLink | undefined): VisitorFacts["link"] =>
  link === undefined ? "none" : link.alternateKeyId === undefined ? "waiting" : "resolved";

export const isSilentSince = (lastSeenMs: number, clock: Clock): boolean => clock.now().getTime() - lastSeenMs >= unknownLifetimeMs;

export interface VisitorFound {
  readonly state: VisitorState;
  readonly link: CookieLink | undefined;
}

/** Where one cookie stands; undefined: it was never seen. */
export function findVisitor(store: Store, clock: Clock, cookieId: string, rules: ExpiryRules): VisitorFound | undefined {
  const cookie = store.find(cookieTable, cookieId);
  if (cookie === undefined) return undefined;
  const link = findLink(store, cookieId, rules);
  const times = signalTables.flatMap((table) => {
    const [latest] = store.query(table, {
      equals: { msdynci_personalizationcookiereference: cookieId },
      orderBy: [{ column: "msdynci_signaltimestamp", descending: true }],
      top: 1,
      columns: ["msdynci_signaltimestamp"],
    });
    return latest === undefined ? [] : [Date.parse(textOf(latest, "msdynci_signaltimestamp"))];
  });
  const lastSeenMs = times.length === 0 ? Date.parse(textOf(cookie, "createdon")) : Math.max(...times);
  const state = judgeState({ link: kindOfLink(link), isSilent: isSilentSince(lastSeenMs, clock), pendingLinks: rules.pendingLinks });
  return { state, link };
}

/** By switch `expiredRows`: takes the rows of an expired visitor away; the cookie's own row tells that it expired. */
export function endExpired(store: Store, cookieId: string, { expiredRows }: ExpiryRules): void {
  if (expiredRows === "removed") eachSignal(store, cookieId, (table, id) => void store.remove(table, id));
}

/** An expired visitor comes back with the same cookie: by switch `returningVisitors` as somebody new, whom the rows of before do not belong to. */
export function startAnew(store: Store, cookieId: string, rules: ExpiryRules): void {
  endExpired(store, cookieId, rules);
  if (rules.returningVisitors === "re-attached") return;
  eachSignal(store, cookieId, (table, id) => {
    store.update(table, id, { msdynci_personalizationcookiereference: null, msdynci_personalizationcookiereferencepid: null });
  });
  store.remove(cookieTable, cookieId);
}

function eachSignal(store: Store, cookieId: string, act: (table: string, id: string) => void): void {
  for (const table of signalTables) {
    const id = `${table}id`;
    for (const row of store.query(table, { equals: { msdynci_personalizationcookiereference: cookieId }, columns: [id] }))
      act(table, textOf(row, id));
  }
}
