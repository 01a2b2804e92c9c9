import type { EmulatorSwitches } from "../../../portal-emulator/switches.ts";

export type ModelSwitches = Pick<EmulatorSwitches, "pendingLinks" | "expiredRows" | "returningVisitors">;

export type Step =
  | { readonly kind: "visit"; readonly cookie: number }
  | { readonly kind: "setUser"; readonly cookie: number; readonly contact: number }
  | { readonly kind: "create" | "delete"; readonly contact: number }
  | { readonly kind: "advance"; readonly hours: number }
  | { readonly kind: "refresh" };

/** What a model may get wrong, for the control. */
export interface ModelErrors {
  /** A contact nobody has unified makes its visitor known at once. */
  readonly knowsAtOnce?: boolean;
  readonly expiresAfterHours?: number;
  /** A visitor stays known although the contact was deleted and a refresh ran. */
  readonly keepsDeleted?: boolean;
}

interface SeenEvent {
  readonly atHours: number;
  /** Undefined: a view. */
  readonly contact: number | undefined;
  isResolved: boolean;
}

/** Lists and sets, searched through each time; what the documents and the switches say, and nothing else. */
export function createVisitorModel(
  switches: ModelSwitches,
  { knowsAtOnce = false, expiresAfterHours = 168, keepsDeleted = false }: ModelErrors = {},
) {
  let nowHours = 0;
  const contacts = new Set<number>();
  const unified = new Set<number>();
  const cookies = new Map<number, SeenEvent[]>();
  /** When a cookie whose rows are gone was last seen. */
  const firstSeen = new Map<number, number>();

  const linkOf = (events: readonly SeenEvent[]) =>
    events.findLast(({ contact }) => contact !== undefined && (contacts.has(contact) || unified.has(contact)));

  function stateOf(cookie: number): string {
    const events = cookies.get(cookie) ?? [];
    const link = linkOf(events);
    if (link !== undefined && (link.isResolved || knowsAtOnce)) return "known";
    const lastSeen = Math.max(firstSeen.get(cookie) ?? 0, ...events.map(({ atHours }) => atHours));
    const isSilent = nowHours - lastSeen >= expiresAfterHours;
    if (isSilent && (link === undefined || switches.pendingLinks === "expire")) return "expired";
    return link === undefined ? "unknown" : "pending";
  }

  function meet(cookie: number): SeenEvent[] {
    if (cookies.has(cookie) && stateOf(cookie) === "expired") {
      if (switches.expiredRows === "removed") cookies.set(cookie, []);
      if (switches.returningVisitors === "anew") cookies.delete(cookie);
    }
    if (!cookies.has(cookie)) firstSeen.set(cookie, nowHours);
    const events = cookies.get(cookie) ?? [];
    cookies.set(cookie, events);
    return events;
  }

  function resolve(events: readonly SeenEvent[]): boolean {
    const link = linkOf(events);
    if (link?.contact === undefined || link.isResolved || !unified.has(link.contact)) return false;
    link.isResolved = true;
    return true;
  }

  function refresh() {
    if (switches.expiredRows === "removed") for (const cookie of cookies.keys()) if (stateOf(cookie) === "expired") cookies.set(cookie, []);
    const gone = [...unified].filter((contact) => !contacts.has(contact) && !keepsDeleted);
    for (const contact of gone) {
      unified.delete(contact);
      for (const event of [...cookies.values()].flat()) if (event.contact === contact) event.isResolved = false;
    }
    const added = [...contacts].filter((contact) => !unified.has(contact));
    for (const contact of added) unified.add(contact);
    const living = [...cookies].filter(([cookie]) => stateOf(cookie) !== "expired");
    return { removed: gone.length, unified: added.length, resolved: living.filter(([, events]) => resolve(events)).length };
  }

  return {
    /** What a refresh did; undefined after other steps. */
    play(step: Step): ReturnType<typeof refresh> | undefined {
      if (step.kind === "refresh") return refresh();
      if (step.kind === "advance") nowHours += step.hours;
      else if (step.kind === "create") contacts.add(step.contact);
      else if (step.kind === "delete") contacts.delete(step.contact);
      else if (step.kind === "visit" || step.kind === "setUser") {
        const events = meet(step.cookie);
        events.push({ atHours: nowHours, contact: step.kind === "setUser" ? step.contact : undefined, isResolved: false });
        if (step.kind === "setUser") resolve(events);
      }
      return undefined;
    },
    visitors: () =>
      [...cookies].map(([cookie, events]) => ({
        cookie,
        state: stateOf(cookie),
        contact: linkOf(events)?.contact,
        views: events.filter(({ contact }) => contact === undefined).length,
      })),
  };
}
