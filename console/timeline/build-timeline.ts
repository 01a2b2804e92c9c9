import type { LogEntry, Visitor, VisitorState } from "../../contract/emulator.ts";
import type { ConsoleRows, ContactRow, LinkRow } from "../source/console-rows.ts";

export const momentKinds = ["first-seen", "view", "click", "created", "reused", "linked", "unmatched", "known"] as const;
export type MomentKind = (typeof momentKinds)[number];

/** One thing that happened to a visitor. */
export interface Moment {
  readonly id: string;
  readonly kind: MomentKind;
  readonly atMs: number;
  /** Page title or the name of what was clicked; "" for the others. */
  readonly subject: string;
}

export interface TimelineContact {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly outcome: "created" | "reused";
}

export interface VisitorTimeline {
  readonly cookieId: string;
  readonly state: VisitorState;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly views: number;
  readonly clicks: number;
  readonly contact: TimelineContact | undefined;
  /** Unknown and pending visitors: when seven silent days are over. */
  readonly expiresAtMs: number | undefined;
  /** Newest first. */
  readonly moments: readonly Moment[];
}

export interface Timeline {
  /** Newest activity first. */
  readonly visitors: readonly VisitorTimeline[];
  readonly counts: Readonly<Record<VisitorState, number>>;
  /** Contacts the portal created to which no visitor is linked, after a grace for setUser to arrive. */
  readonly unlinkedContacts: number;
}

export interface TimelineInput {
  readonly rows: ConsoleRows;
  readonly states: readonly Visitor[];
  readonly log: readonly LogEntry[];
  /** The emulator's clock. */
  readonly nowMs: number;
}

const unknownLifetimeMs = 7 * 24 * 60 * 60 * 1_000;
/** Dataverse tells `createdon` in whole seconds: the row came into being somewhere in the second that follows. */
const secondMs = 999;
const linkGraceMs = 15_000;

/** Rows of the organization and states of Customer Insights → one story per cookie. */
export function buildTimeline({ rows, states, log, nowMs }: TimelineInput): Timeline {
  const contacts = new Map(rows.contacts.map((contact) => [contact.id, contact]));
  const visitors = states
    .map((visitor) => buildVisitor(visitor, rows, contacts))
    .sort((one, other) => other.lastSeenMs - one.lastSeenMs || one.cookieId.localeCompare(other.cookieId));
  const count = (state: VisitorState): number => visitors.filter((visitor) => visitor.state === state).length;
  return {
    visitors,
    counts: { unknown: count("unknown"), pending: count("pending"), known: count("known"), expired: count("expired") },
    unlinkedContacts: countUnlinkedContacts(rows, log, nowMs),
  };
}

function buildVisitor(visitor: Visitor, rows: ConsoleRows, contacts: ReadonlyMap<string, ContactRow>): VisitorTimeline {
  const { cookieId, state } = visitor;
  const isOwn = (row: { readonly cookieId: string }): boolean => row.cookieId === cookieId;
  const views = rows.views.filter(isOwn);
  const actions = rows.actions.filter(isOwn);
  const links = rows.links.filter(isOwn).sort((one, other) => one.atMs - other.atMs);
  const events = [...views, ...actions, ...links].map(({ atMs }) => atMs);
  const createdAtMs = rows.cookies.find(isOwn)?.createdAtMs;
  const firstSeenMs = Math.min(...(events.length === 0 ? [createdAtMs ?? 0] : events));
  const lastSeenMs = Math.max(firstSeenMs, ...events);
  const contact = visitor.contactId === undefined ? undefined : contacts.get(visitor.contactId);
  const outcomeOf = (who: ContactRow): "created" | "reused" => (who.createdAtMs + secondMs >= firstSeenMs ? "created" : "reused");

  const moments: Moment[] = [
    { id: `first-${cookieId}`, kind: "first-seen", atMs: firstSeenMs, subject: "" },
    ...views.map((view): Moment => ({ id: view.id, kind: "view", atMs: view.atMs, subject: view.title })),
    ...actions.map((action): Moment => ({ id: action.id, kind: "click", atMs: action.atMs, subject: action.name })),
    ...links.flatMap((link, index) => linkMoments(link, { before: links[index - 1], contact: contacts.get(link.authId), outcomeOf })),
  ];
  return {
    cookieId,
    state,
    firstSeenMs,
    lastSeenMs,
    views: visitor.views,
    clicks: visitor.actions,
    contact:
      contact === undefined
        ? undefined
        : { id: contact.id, firstName: contact.firstName, lastName: contact.lastName, email: contact.email, outcome: outcomeOf(contact) },
    expiresAtMs: state === "unknown" || state === "pending" ? lastSeenMs + unknownLifetimeMs : undefined,
    moments: moments.sort(newestFirst),
  };
}

interface LinkOccasion {
  /** The cookie's link before this one. */
  readonly before: LinkRow | undefined;
  readonly contact: ContactRow | undefined;
  readonly outcomeOf: (contact: ContactRow) => "created" | "reused";
}

function linkMoments(link: LinkRow, { before, contact, outcomeOf }: LinkOccasion): Moment[] {
  // The page says who it is at each visit; only what is new is told.
  const isRepeated = before?.authId === link.authId;
  const known: Moment[] =
    link.isResolved && !(isRepeated && before.isResolved)
      ? [{ id: `known-${link.id}`, kind: "known", atMs: Math.max(link.atMs, link.modifiedAtMs), subject: "" }]
      : [];
  if (isRepeated) return known;
  if (contact === undefined) return [{ id: link.id, kind: "unmatched", atMs: link.atMs, subject: "" }];
  const outcome = outcomeOf(contact);
  const capturedAtMs = outcome === "created" ? Math.min(contact.createdAtMs + secondMs, link.atMs) : link.atMs;
  return [
    { id: `captured-${link.id}`, kind: outcome, atMs: capturedAtMs, subject: "" },
    { id: link.id, kind: "linked", atMs: link.atMs, subject: "" },
    ...known,
  ];
}

/** At the same moment, the later step of the story counts as newer. */
const newestFirst = (one: Moment, other: Moment): number =>
  other.atMs - one.atMs || momentKinds.indexOf(other.kind) - momentKinds.indexOf(one.kind);

function countUnlinkedContacts(rows: ConsoleRows, log: readonly LogEntry[], nowMs: number): number {
  const linked = new Set(rows.links.map(({ authId }) => authId));
  const createdAtMs = log
    .filter(({ origin, effect }) => origin === "portal" && effect.includes("contact created"))
    .map(({ at }) => Date.parse(at));
  return rows.contacts.filter(
    (contact) =>
      !linked.has(contact.id) &&
      nowMs - contact.createdAtMs > linkGraceMs &&
      createdAtMs.some((atMs) => Math.abs(atMs - contact.createdAtMs) <= 2_000),
  ).length;
}
