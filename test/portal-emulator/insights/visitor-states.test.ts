import { describe, expect, it } from "vitest";
import { refreshCustomerInsights } from "../../../portal-emulator/insights/refresh.ts";
import { judgeState, strictVisitorRules, visitorStates } from "../../../portal-emulator/insights/visitor-states.ts";
import { batchOf, contactA, contactB, cookieA, cookieB, createWorld, userEvent, viewEvent } from "./world.ts";
import type { World } from "./world.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const lenient = { pendingExpires: false };

const steps = {
  visit: async (world: World) => world.send(JSON.stringify(batchOf([viewEvent()]))),
  contactA: (world: World) =>
    world.store.insert("contact", { contactid: contactA, firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com" }),
  contactB: (world: World) => world.store.insert("contact", { contactid: contactB }),
  setUserA: async (world: World) => world.send(JSON.stringify(batchOf([userEvent(contactA)]))),
  setUserB: async (world: World) => world.send(JSON.stringify(batchOf([userEvent(contactB)]))),
  setUserInBraces: async (world: World) => world.send(JSON.stringify(batchOf([userEvent(`{${contactA}}`)]))),
  setUserUpperCase: async (world: World) => world.send(JSON.stringify(batchOf([userEvent("AAAAAAAA-1111-4111-8111-111111111111")]))),
  refresh: (world: World) => refreshCustomerInsights(world.store, world.clock),
  lenientRefresh: (world: World) => refreshCustomerInsights(world.store, world.clock, lenient),
  deleteA: (world: World) => world.store.remove("contact", contactA),
  almostSevenDays: (world: World) => world.advance(7 * dayMs - 1_001),
  sevenDays: (world: World) => world.advance(7 * dayMs),
  aYear: (world: World) => world.advance(365 * dayMs),
} as const;
type Step = keyof typeof steps;

async function play(names: readonly Step[]): Promise<World> {
  const world = createWorld();
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
    ["is unknown after its contact was deleted", ["visit", "contactA", "setUserA", "refresh", "deleteA", "refresh"], "unknown", undefined],
  ])("%s", async (_, names, state, contactId) => {
    const { store, clock } = await play(names);
    const [visitor] = visitorStates(store, clock);
    expect(visitor?.state).toBe(state);
    expect(visitor?.contactId).toBe(contactId);
  });

  it("keeps a pending link for ever under the lenient rules", async () => {
    const { store, clock } = await play(["visit", "contactA", "setUserA", "sevenDays"]);
    expect(visitorStates(store, clock, lenient)[0]?.state).toBe("pending");
    refreshCustomerInsights(store, clock, lenient);
    expect(visitorStates(store, clock, lenient)[0]?.state).toBe("known");
  });

  it("is listed by latest activity, with its counts", async () => {
    const world = createWorld();
    await world.send(JSON.stringify(batchOf([viewEvent(), viewEvent()])));
    world.advance(1_000);
    await world.send(JSON.stringify(batchOf([viewEvent()], { cookieId: cookieB })));
    expect(visitorStates(world.store, world.clock)).toEqual([
      { cookieId: cookieB, state: "unknown", views: 1, actions: 0 },
      { cookieId: cookieA, state: "unknown", views: 2, actions: 0 },
    ]);
    world.advance(1_000);
    await world.send(JSON.stringify(batchOf([viewEvent()])));
    expect(visitorStates(world.store, world.clock).map(({ cookieId }) => cookieId)).toEqual([cookieA, cookieB]);
  });

  it("has several devices under one contact", async () => {
    const world = await play(["contactA", "setUserA"]);
    await world.send(JSON.stringify(batchOf([userEvent(contactA)], { cookieId: cookieB })));
    expect(refreshCustomerInsights(world.store, world.clock)).toEqual({ unified: 1, resolved: 2, removed: 0 });
    expect(visitorStates(world.store, world.clock).map(({ state, contactId }) => [state, contactId])).toEqual([
      ["known", contactA],
      ["known", contactA],
    ]);
  });
});

describe("judgeState", () => {
  it.each([
    ["none", false, "unknown"],
    ["none", true, "expired"],
    ["waiting", false, "pending"],
    ["waiting", true, "expired"],
    ["resolved", false, "known"],
    ["resolved", true, "known"],
  ] as const)("link %s, silent %s: %s", (link, isSilent, state) => {
    expect(judgeState({ link, isSilent, rules: strictVisitorRules })).toBe(state);
  });
});

describe("refreshCustomerInsights", () => {
  it("gives every contact a profile and stamps it back", async () => {
    const { store, clock } = await play(["contactA", "contactB"]);
    expect(refreshCustomerInsights(store, clock)).toEqual({ unified: 2, resolved: 0, removed: 0 });
    const profile = store.query("msdynci_customerprofile", { equals: { msdynci_dataverse_contact_contactid: contactA } })[0];
    expect(profile?.["msdynci_customerid"]).toMatch(/^[0-9a-f]{32}$/);
    expect(store.find("contact", contactA)?.["msdynci_lookupfield_customerprofile"]).toBe(profile?.["msdynci_customerprofileid"]);
    expect(store.query("msdynci_alternatekey", { equals: { msdynci_alternatevalue: contactA } })).toMatchObject([
      {
        msdynci_entityname: "contact",
        msdynci_identifier: `Dataverse|contact|${contactA}`,
        msdynci_customerid: profile?.["msdynci_customerid"],
      },
    ]);
  });

  it("changes nothing the second time", async () => {
    const { store, clock } = await play(["contactA", "setUserA", "refresh"]);
    const before = store.find("contact", contactA);
    expect(refreshCustomerInsights(store, clock)).toEqual({ unified: 0, resolved: 0, removed: 0 });
    expect(store.find("contact", contactA)).toEqual(before);
  });

  it("removes the profile of a deleted contact", async () => {
    const { store, clock } = await play(["contactA", "setUserA", "refresh", "deleteA"]);
    expect(refreshCustomerInsights(store, clock)).toEqual({ unified: 0, resolved: 0, removed: 1 });
    expect(store.count("msdynci_customerprofile")).toBe(0);
    expect(store.count("msdynci_alternatekey")).toBe(0);
  });
});
