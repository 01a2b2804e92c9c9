import { describe, expect, it } from "vitest";
import type { LogEntry, Visitor } from "../../../contract/emulator.ts";
import { buildTimeline } from "../../../console/timeline/build-timeline.ts";
import { noRows } from "../../../console/source/console-rows.ts";
import type { ConsoleRows } from "../../../console/source/console-rows.ts";
import {
  contactId,
  cookieId,
  knownVisitor,
  linked,
  newContact,
  pendingVisitor,
  resolved,
  startMs,
  unknownVisitor,
  visit,
} from "../timeline-rows.ts";

const dayMs = 86_400_000;

function build(rows: ConsoleRows, states: readonly Visitor[], log: readonly LogEntry[] = [], nowMs = startMs + 60_000) {
  return buildTimeline({ rows, states, log, nowMs });
}
const kindsOf = (rows: ConsoleRows, visitor: Visitor) => build(rows, [visitor]).visitors[0]?.moments.map(({ kind }) => kind);

describe("buildTimeline", () => {
  it("is empty before anybody came", () => {
    expect(build(noRows, [])).toEqual({ visitors: [], counts: { unknown: 0, pending: 0, known: 0, expired: 0 }, unlinkedContacts: 0 });
  });

  it.each([
    ["a visit", visit, unknownVisitor, ["click", "view", "first-seen"]],
    ["a form whose contact is new", linked, pendingVisitor, ["linked", "created", "click", "view", "first-seen"]],
    [
      "a form whose contact was there before",
      { ...linked, contacts: [{ ...newContact, createdAtMs: startMs - dayMs }] },
      pendingVisitor,
      ["linked", "reused", "click", "view", "first-seen"],
    ],
    ["a refresh", resolved, knownVisitor, ["known", "linked", "created", "click", "view", "first-seen"]],
    ["an id no contact has", { ...linked, contacts: [] }, unknownVisitor, ["unmatched", "click", "view", "first-seen"]],
  ] as const)("tells %s, newest first", (_, rows, visitor, expected) => {
    expect(kindsOf(rows, visitor)).toEqual(expected);
  });

  it("tells a repeated setUser once, and the resolution that came with a later one", () => {
    const again = {
      ...linked.links[0],
      id: "link-2",
      cookieId,
      authId: contactId,
      atMs: startMs + 90_000,
      modifiedAtMs: startMs + 90_000,
      isResolved: false,
    };
    expect(kindsOf({ ...linked, links: [...linked.links, again] }, pendingVisitor)?.filter((kind) => kind === "linked")).toHaveLength(1);
    expect(kindsOf({ ...linked, links: [...linked.links, { ...again, isResolved: true }] }, knownVisitor)?.[0]).toBe("known");
    expect(
      kindsOf({ ...resolved, links: [...resolved.links, { ...again, isResolved: true }] }, knownVisitor)?.filter(
        (kind) => kind === "known",
      ),
    ).toHaveLength(1);
  });

  it("places a contact of the same second before the link it led to", () => {
    const [visitor] = build({ ...linked, contacts: [{ ...newContact, createdAtMs: startMs + 20_000 }] }, [pendingVisitor]).visitors;
    expect(visitor?.moments.slice(0, 2).map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ["linked", startMs + 20_000],
      ["created", startMs + 20_000],
    ]);
  });

  it("says when a silent visitor expires, and never for a known one", () => {
    expect(build(visit, [unknownVisitor]).visitors[0]?.expiresAtMs).toBe(startMs + 5_000 + 7 * dayMs);
    expect(build(resolved, [knownVisitor]).visitors[0]?.expiresAtMs).toBeUndefined();
    expect(build(visit, [{ ...unknownVisitor, state: "expired" }]).visitors[0]?.expiresAtMs).toBeUndefined();
  });

  it("keeps visitors apart and sorts by latest activity", () => {
    const other = "7a1c0d1e-0000-4000-8000-00000000000b";
    const rows: ConsoleRows = {
      ...visit,
      views: [...visit.views, { id: "view-2", cookieId: other, atMs: startMs + 30_000, title: "Other", uri: "" }],
    };
    const { visitors, counts } = build(rows, [unknownVisitor, { cookieId: other, state: "expired", views: 1, actions: 0 }]);
    expect(visitors.map((visitor) => [visitor.cookieId, visitor.moments.length])).toEqual([
      [other, 2],
      [cookieId, 3],
    ]);
    expect(counts).toEqual({ unknown: 1, pending: 0, known: 0, expired: 1 });
  });

  it("shows a cookie that has no events left by its own row", () => {
    expect(build({ ...noRows, cookies: visit.cookies }, [unknownVisitor]).visitors[0]).toMatchObject({
      firstSeenMs: startMs,
      lastSeenMs: startMs,
    });
  });

  const created: LogEntry = {
    n: 1,
    at: new Date(newContact.createdAtMs + 600).toISOString(),
    origin: "portal",
    method: "POST",
    path: "/_api/contacts",
    status: 204,
    effect: "contact created",
  };
  const alone: ConsoleRows = { ...visit, contacts: [newContact] };
  it.each([
    ["a contact of the form that no visitor followed", alone, [created], 60_000, 1],
    ["no contact that has a visitor", linked, [created], 60_000, 0],
    ["no contact whose setUser may still be under way", alone, [created], 20_000, 0],
    ["no contact that came another way", alone, [{ ...created, origin: "org" }], 60_000, 0],
    ["no contact the log does not know", alone, [], 60_000, 0],
  ] as const)("counts %s", (_, rows, log, afterMs, expected) => {
    expect(build(rows, [unknownVisitor], log, startMs + afterMs).unlinkedContacts).toBe(expected);
  });
});
