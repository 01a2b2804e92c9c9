import { describe, expect, it } from "vitest";
import { createClock } from "../../identity/clock.ts";
import { parseContactId } from "../../identity/contact-id.ts";
import { digestContactId } from "../../identity/linked-contact.ts";
import { openStorage } from "../../identity/open-storage.ts";
import { readMember } from "../../identity/read-member.ts";
import { readPortalUser } from "../../identity/read-portal-user.ts";
import { createMemoryStore } from "./memory-store.ts";
import { idA, idB, signedIn } from "./page-double.ts";

const refuse = (): never => {
  throw new DOMException("denied", "SecurityError");
};

describe("storage", () => {
  it("reads, writes and deletes what the browser keeps", () => {
    const kept = createMemoryStore({ "portalkit.x": "old" });
    const storage = openStorage(() => kept);
    expect(storage.getItem("portalkit.x")).toBe("old");
    storage.setItem("portalkit.x", "new");
    expect(Object.fromEntries(kept.entries)).toEqual({ "portalkit.x": "new" });
    storage.setItem("portalkit.x", "");
    expect(storage.getItem("portalkit.x")).toBe("");
    storage.removeItem("portalkit.x");
    expect(kept.entries.size).toBe(0);
    expect(storage.getItem("portalkit.x")).toBeNull();
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

  it("goes on where the storage is full", () => {
    const full = createMemoryStore({ "portalkit.y": "other" });
    openStorage(() => ({ ...full, setItem: refuse })).setItem("portalkit.x", "new");
    expect(Object.fromEntries(full.entries)).toEqual({ "portalkit.y": "other" });
  });

  it("keeps of a contact what tells two apart and is no id", () => {
    expect(digestContactId(idA)).not.toBe(digestContactId(idB));
    // Pinned: what a browser has kept must mean the same after an update of the kit.
    expect(digestContactId(idA)).toBe(idA.slice(0, 8));
    expect(parseContactId(digestContactId(idA))).toBeUndefined();
  });

  it("tells two contacts apart that Dataverse has made one after the other", () => {
    const [one, other] = ["5fd2b5a1-2c1d-ee11-9cbd-000d3adf7b2e", "5fd2b5a2-2c1d-ee11-9cbd-000d3adf7b2e"];
    expect(digestContactId(one ?? "")).not.toBe(digestContactId(other ?? ""));
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
    {
      case: "an id that throws",
      window: { Microsoft: { Dynamic365: { Portal: { User: { contactId: { toString: refuse } } } } } },
      user: { isReadable: true, contactId: undefined },
    },
    { case: "something odd", window: { Microsoft: "x" }, user: { isReadable: false, contactId: undefined } },
  ])("reads $case", ({ window, user }) => {
    expect(readPortalUser(window)).toEqual(user);
  });
});

describe("readMember", () => {
  it.each([
    { value: { a: 1 }, member: 1 },
    { value: {}, member: undefined },
    { value: null, member: undefined },
    { value: undefined, member: undefined },
    {
      value: {
        get a(): never {
          return refuse();
        },
      },
      member: undefined,
    },
  ])("reads $member", ({ value, member }) => {
    expect(readMember(value, "a")).toBe(member);
  });
});

describe("createClock", () => {
  it("is the browser's own time", async () => {
    const clock = createClock();
    const start = Date.now();
    expect(clock.now()).toBeGreaterThanOrEqual(start);
    await clock.wait(20);
    expect(clock.now() - start).toBeGreaterThanOrEqual(15);
    expect(clock.now() - start).toBeLessThan(5_000);
  });
});
