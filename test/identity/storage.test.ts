import { describe, expect, it } from "vitest";
import { deleteTrackerCookie, forgetVisitor } from "../../identity/forget-visitor.ts";
import { keepKnownContact, readKnownContact } from "../../identity/known-contact.ts";
import { keepLinkedContact, readLinkedDigest } from "../../identity/linked-contact.ts";
import { openStorage } from "../../identity/open-storage.ts";
import { readPortalUser } from "../../identity/read-portal-user.ts";
import { createMemoryStore } from "./memory-store.ts";
import { idA, openDocument, signedIn } from "./page-double.ts";

const refuse = (): never => {
  throw new DOMException("denied", "SecurityError");
};

describe("storage", () => {
  it("keeps the contact under its agreed key, and ours under our prefix", () => {
    const session = createMemoryStore();
    keepKnownContact(session, { id: idA, source: "sign-in" });
    expect(session.entries.get("contactid")).toBe(idA);
    expect([...session.entries.keys()].filter((key) => key !== "contactid").every((key) => key.startsWith("portalkit."))).toBe(true);
    expect(readKnownContact(session)).toEqual({ id: idA, source: "sign-in" });
  });

  it.each(["", "nonsense", "{}"])("takes a stored %s for nobody", (contactid) => {
    expect(readKnownContact(createMemoryStore({ contactid }))).toBeUndefined();
  });

  it("takes an id that somebody else stored for one from a form", () => {
    expect(readKnownContact(createMemoryStore({ contactid: idA.toUpperCase() }))).toEqual({ id: idA, source: "form" });
  });

  it.each([
    { case: "is refused", read: () => refuse() },
    // A web view with storage switched off.
    { case: "is null", read: () => null },
    { case: "throws at every call", read: () => ({ getItem: refuse, setItem: refuse, removeItem: refuse }) },
  ])("goes on where the storage $case", ({ read }) => {
    const storage = openStorage(read);
    storage.setItem("portalkit.x", "1");
    storage.removeItem("portalkit.x");
    expect(storage.getItem("portalkit.x")).toBeNull();
  });

  it("goes on where the storage is full, without keeping an older value", () => {
    const full = createMemoryStore({ "portalkit.x": "old" });
    openStorage(() => ({ ...full, setItem: refuse })).setItem("portalkit.x", "new");
    expect(full.entries.size).toBe(0);
  });

  it("forgets the visitor and leaves what is not ours", () => {
    const document = openDocument("");
    document.cookie = "_msci=abc; Path=/";
    document.cookie = "portalkit.consent=denied; Path=/";
    document.cookie = "other=1; Path=/";
    const session = createMemoryStore({ theirs: "1" });
    const local = createMemoryStore({ theirs: "1" });
    keepKnownContact(session, { id: idA, source: "form" });
    keepLinkedContact(local, idA);
    forgetVisitor({ document, session, local });
    expect(document.cookie).toBe("portalkit.consent=denied; other=1");
    expect([...session.entries]).toEqual([["theirs", "1"]]);
    expect([...local.entries]).toEqual([["theirs", "1"]]);
    expect(readLinkedDigest(local)).toBeNull();
  });

  it("deletes a tracker cookie that was set for the domain above", () => {
    const document = openDocument("");
    document.cookie = "_msci=abc; Path=/; Domain=example.com";
    expect(document.cookie).toContain("_msci");
    deleteTrackerCookie(document);
    expect(document.cookie).toBe("");
  });
});

describe("readPortalUser", () => {
  it.each([
    { case: "a signed-in contact", window: signedIn(idA.toUpperCase()), user: { isReadable: true, contactId: idA } },
    { case: "empty strings", window: signedIn(""), user: { isReadable: true, contactId: undefined } },
    { case: "no user", window: { Microsoft: { Dynamic365: { Portal: {} } } }, user: { isReadable: true, contactId: undefined } },
    { case: "no portal", window: { Microsoft: {} }, user: { isReadable: false, contactId: undefined } },
    { case: "nothing", window: {}, user: { isReadable: false, contactId: undefined } },
    {
      case: "a portal object that throws",
      window: {
        get Microsoft(): never {
          return refuse();
        },
      },
      user: { isReadable: false, contactId: undefined },
    },
    { case: "something odd", window: { Microsoft: "x" }, user: { isReadable: false, contactId: undefined } },
  ])("reads $case", ({ window, user }) => {
    expect(readPortalUser(window)).toEqual(user);
  });
});
