import type { Visitor } from "../../contract/emulator.ts";
import type { ConsoleRows } from "../../console/source/console-rows.ts";

export const startMs = Date.parse("2026-11-22T10:00:00.000Z");
export const cookieId = "3f43317e-d1ef-4cd3-9917-2d3342111d1a";
export const contactId = "11111111-1111-4111-8111-111111111111";

export const unknownVisitor: Visitor = { cookieId, state: "unknown", views: 1, actions: 1 };
export const pendingVisitor: Visitor = { ...unknownVisitor, state: "pending", contactId };
export const knownVisitor: Visitor = { ...pendingVisitor, state: "known" };

const link = { id: "link-1", cookieId, authId: contactId, atMs: startMs + 20_000, modifiedAtMs: startMs + 20_000, isResolved: false };

export const visit: ConsoleRows = {
  cookies: [{ cookieId, createdAtMs: startMs }],
  links: [],
  views: [{ id: "view-1", cookieId, atMs: startMs + 100, title: "Start", uri: "http://localhost:4000/" }],
  actions: [{ id: "click-1", cookieId, atMs: startMs + 5_000, name: "Read more", type: "LClick", pageTitle: "Start" }],
  contacts: [],
};
/** createdon in whole seconds, as Dataverse tells it. */
export const newContact = { id: contactId, createdAtMs: startMs + 19_000, firstName: "Ada", lastName: "Example", email: "ada@example.com" };
export const linked: ConsoleRows = { ...visit, links: [link], contacts: [newContact] };
export const resolved: ConsoleRows = { ...linked, links: [{ ...link, isResolved: true, modifiedAtMs: startMs + 60_000 }] };
