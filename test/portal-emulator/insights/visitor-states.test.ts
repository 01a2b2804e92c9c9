import { describe, expect, it } from "vitest";
import type { EmulatorSwitches } from "../../../portal-emulator/switches.ts";
import { judgeState } from "../../../portal-emulator/insights/expiry.ts";
import { batchOf, contactA, contactB, cookieA, cookieB, createWorld, userEvent, viewEvent } from "./world.ts";
import type { World } from "./world.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const steps = {
  visit: async (world: World) => world.send(JSON.stringify(batchOf([viewEvent()]))),
  contactA: (world: World) =>
    world.store.insert("contact", { contactid: contactA, firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com" }),
  contactB: (world: World) => world.store.insert("contact", { contactid: contactB }),
  setUserA: async (world: World) => world.send(JSON.stringify(batchOf([userEvent(contactA)]))),
  setUserB: async (world: World) => world.send(JSON.stringify(batchOf([userEvent(contactB)]))),
  setUserInBraces: async (world: World) => world.send(JSON.stringify(batchOf([userEvent(`{${contactA}}`)]))),
  setUserUpperCase: async (world: World) => world.send(JSON.stringify(batchOf([userEvent(contactA.toUpperCase())]))),
  refresh: async (world: World) => world.refresh(),
  deleteA: (world: World) => world.store.remove("contact", contactA),
  almostSevenDays: (world: World) => world.advance(7 * dayMs - 1_001),
  sevenDays: (world: World) => world.advance(7 * dayMs),
  aYear: (world: World) => world.advance(365 * dayMs),
} as const;
type Step = keyof typeof steps;

async function play(names: readonly Step[], switches: Partial<EmulatorSwitches> = {}): Promise<World> {
  const world = createWorld(switches);
  for (const name of names) {
    world.advance(1_000);
    await steps[name](world);
  }
  return world;
}

describe("a visitor", () => {
  it.each<[string, readonly Step[], string, string | undefined]>([
    ["is unknown after a visit", ["visit"], "unknown", undefined],
    ["is unknown just before seven silent days", ["visit", "almostSevenDays"], "unknown", undefined],
    ["expires after seven silent days", ["visit", "sevenDays"], "expired", undefined],
    ["is unknown again when an expired one comes back", ["visit", "sevenDays", "visit"], "unknown", undefined],
    ["is pending once linked to a new contact", ["visit", "contactA", "setUserA"], "pending", contactA],
    ["is known after the refresh", ["visit", "contactA", "setUserA", "refresh"], "known", contactA],
    ["is known at once when the contact is unified already", ["contactA", "refresh", "visit", "setUserA"], "known", contactA],
    ["stays known in silence", ["contactA", "refresh", "visit", "setUserA", "aYear"], "known", contactA],
    ["loses a pending link with its expired profile", ["visit", "contactA", "setUserA", "sevenDays"], "expired", contactA],
    ["is not revived by a refresh that comes too late", ["visit", "contactA", "setUserA", "sevenDays", "refresh"], "expired", contactA],
    [
      "is known again when setUser follows the late refresh",
      ["visit", "contactA", "setUserA", "sevenDays", "refresh", "setUserA"],
      "known",
      contactA,
    ],
    ["is unknown with an id nobody has", ["visit", "setUserA"], "unknown", undefined],
    ["is never resolved with an id nobody has", ["visit", "setUserA", "refresh", "refresh"], "unknown", undefined],
    ["is not matched by an id in braces", ["visit", "contactA", "setUserInBraces", "refresh"], "unknown", undefined],
    ["is not matched by an upper-case id", ["visit", "contactA", "setUserUpperCase", "refresh"], "unknown", undefined],
    ["moves to the latest contact", ["visit", "contactA", "contactB", "setUserA", "setUserB", "refresh"], "known", contactB],
    [
      "is pending again when moved to a contact no refresh has seen",
      ["contactA", "setUserA", "refresh", "contactB", "setUserB"],
      "pending",
      contactB,
    ],
    ["keeps its contact when a later id is nobody's", ["contactA", "setUserA", "refresh", "setUserB"], "known", contactA],
    ["stays known until the refresh after its contact was deleted", ["contactA", "refresh", "setUserA", "deleteA"], "known", contactA],
    ["is unknown after its contact was deleted", ["visit", "contactA", "setUserA", "refresh", "deleteA", "refresh"], "unknown", undefined],
    ["is unknown when its contact was deleted before any refresh", ["contactA", "setUserA", "deleteA"], "unknown", undefined],
    [
      "falls back to the contact before when the latest was deleted",
      ["contactA", "contactB", "setUserB", "setUserA", "refresh", "deleteA", "refresh"],
      "known",
      contactB,
    ],
    ["comes back without the link of before", ["contactA", "setUserA", "sevenDays", "visit"], "unknown", undefined],
    [
      "is not linked by a refresh to whom it was before it expired",
      ["contactA", "setUserA", "sevenDays", "visit", "refresh"],
      "unknown",
      undefined,
    ],
  ])("%s", async (_, names, state, contactId) => {
    const [visitor] = (await play(names)).visitors();
    expect(visitor?.state).toBe(state);
    expect(visitor?.contactId).toBe(contactId);
  });

  it.each<[Partial<EmulatorSwitches>, readonly Step[], string, string | undefined, number]>([
    [{ pendingLinks: "last" }, ["visit", "contactA", "setUserA", "sevenDays"], "pending", contactA, 1],
    [{ pendingLinks: "last" }, ["visit", "contactA", "setUserA", "sevenDays", "refresh"], "known", contactA, 1],
    [{ authIdForm: "any-guid" }, ["visit", "contactA", "setUserInBraces", "refresh"], "known", contactA, 1],
    [{ authIdForm: "any-guid" }, ["visit", "contactA", "setUserUpperCase"], "pending", contactA, 1],
    [{ returningVisitors: "re-attached" }, ["visit", "contactA", "setUserA", "sevenDays", "visit"], "pending", contactA, 2],
    [{ returningVisitors: "re-attached" }, ["visit", "contactA", "setUserA", "sevenDays", "visit", "refresh"], "known", contactA, 2],
    [{ returningVisitors: "anew" }, ["visit", "contactA", "setUserA", "sevenDays", "visit"], "unknown", undefined, 1],
    [{ expiredRows: "removed" }, ["visit", "sevenDays"], "expired", undefined, 1],
    [{ expiredRows: "removed" }, ["visit", "sevenDays", "refresh"], "expired", undefined, 0],
    [{ expiredRows: "removed" }, ["visit", "sevenDays", "visit"], "unknown", undefined, 1],
    [
      { expiredRows: "removed", returningVisitors: "re-attached" },
      ["visit", "contactA", "setUserA", "sevenDays", "visit"],
      "unknown",
      undefined,
      1,
    ],
  ])("with %j after %j is %s", async (switches, names, state, contactId, views) => {
    const [visitor] = (await play(names, switches)).visitors();
    expect([visitor?.state, visitor?.contactId, visitor?.views]).toEqual([state, contactId, views]);
  });

  it("leaves its old rows in the table when it starts anew, tied to nobody", async () => {
    const { store } = await play(["visit", "sevenDays", "visit"]);
    const references = store.query("msdynci_personalizationview").map((row) => row["msdynci_personalizationcookiereference"]);
    expect(new Set(references)).toEqual(new Set([null, cookieA]));
    expect(store.count("msdynci_personalizationcookie")).toBe(1);
  });

  it("ties its cookie to the unified row, and unties it when it moves on", async () => {
    const world = await play(["contactA", "refresh", "setUserA"]);
    const key = world.store.query("msdynci_alternatekey")[0]?.["msdynci_alternatekeyid"];
    const tied = () => world.store.find("msdynci_personalizationcookie", cookieA)?.["msdynci_lookupfield_alternatekey"];
    expect(tied()).toBe(key);
    steps.contactB(world);
    world.advance(1_000);
    await steps.setUserB(world);
    expect(tied()).toBeNull();
  });

  it("is listed by latest activity, with its counts", async () => {
    const world = createWorld();
    await world.send(JSON.stringify(batchOf([viewEvent(), viewEvent()])));
    world.advance(1_000);
    await world.send(JSON.stringify(batchOf([viewEvent()], { cookieId: cookieB })));
    expect(world.visitors()).toEqual([
      { cookieId: cookieB, state: "unknown", views: 1, actions: 0 },
      { cookieId: cookieA, state: "unknown", views: 2, actions: 0 },
    ]);
    world.advance(1_000);
    await world.send(JSON.stringify(batchOf([viewEvent()])));
    expect(world.visitors().map(({ cookieId }) => cookieId)).toEqual([cookieA, cookieB]);
  });

  it("has several devices under one contact", async () => {
    const world = await play(["contactA", "setUserA"]);
    await world.send(JSON.stringify(batchOf([userEvent(contactA)], { cookieId: cookieB })));
    expect(await world.refresh()).toMatchObject({ unified: 1, resolved: 2, removed: 0 });
    expect(world.visitors().map(({ state, contactId }) => [state, contactId])).toEqual([
      ["known", contactA],
      ["known", contactA],
    ]);
  });
});

describe("judgeState", () => {
  it.each([
    ["none", false, "expire", "unknown"],
    ["none", true, "expire", "expired"],
    ["none", true, "last", "expired"],
    ["waiting", false, "expire", "pending"],
    ["waiting", true, "expire", "expired"],
    ["waiting", true, "last", "pending"],
    ["resolved", false, "expire", "known"],
    ["resolved", true, "expire", "known"],
  ] as const)("link %s, silent %s, pending links %s: %s", (link, isSilent, pendingLinks, state) => {
    expect(judgeState({ link, isSilent, pendingLinks })).toBe(state);
  });
});
