import { describe, expect, it } from "vitest";
import type { EmulatorSwitches } from "../../../portal-emulator/switches.ts";
import { RefreshAbandoned } from "../../../portal-emulator/insights/refresh.ts";
import { InvalidPluginExecution } from "../../../portal-emulator/organization/plugin.ts";
import { insightsUserId, operatorUserId } from "../../../portal-emulator/organization/system-users.ts";
import { contactA, contactB, createWorld } from "./world.ts";
import type { World } from "./world.ts";

const lookup = "msdynci_lookupfield_customerprofile";

async function createContacts(switches: Partial<EmulatorSwitches> = {}) {
  const world = createWorld(switches);
  const service = world.organization.serviceFor({ userId: operatorUserId });
  await service.create("contact", { contactid: contactA, firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com" });
  await service.create("contact", { contactid: contactB, lastname: "Other" });
  return { ...world, service };
}

/** Notes which contacts Update plug-ins saw, by whom, with what. */
function watchUpdates({ organization }: Pick<World, "organization">) {
  const seen: { id: string | undefined; userId: string; columns: string[] }[] = [];
  organization.registerStep({
    name: "watch",
    message: "Update",
    table: "contact",
    stage: 40,
    mode: "sync",
    async execute({ id, userId, target }) {
      seen.push({ id, userId, columns: Object.keys(target) });
    },
  });
  return seen;
}

describe("a refresh", () => {
  it("gives every contact a profile and an alternate key, and stamps it back", async () => {
    const { store, refresh } = await createContacts();
    expect(await refresh()).toEqual({
      mode: "full",
      ingested: 2,
      unified: 2,
      updated: 0,
      removed: 0,
      resolved: 0,
      stamped: 2,
      stampFailures: [],
    });
    const profile = store.query("msdynci_customerprofile", { equals: { msdynci_dataverse_contact_contactid: contactA } })[0];
    expect(profile?.["msdynci_customerid"]).toMatch(/^[0-9a-f]{32}$/);
    expect(profile).toMatchObject({ msdynci_firstname: "Ada", msdynci_emailaddress1: "ada@example.com" });
    expect(store.find("contact", contactA)).toMatchObject({ [lookup]: profile?.["msdynci_customerprofileid"], modifiedby: insightsUserId });
    expect(store.query("msdynci_alternatekey", { equals: { msdynci_alternatevalue: contactA } })).toMatchObject([
      {
        msdynci_entityname: "contact",
        msdynci_identifier: `Dataverse|contact|${contactA}`,
        msdynci_customerid: profile?.["msdynci_customerid"],
        msdynci_lookupfield_customer: profile?.["msdynci_customerprofileid"],
      },
    ]);
  });

  it("runs Update plug-ins as Customer Insights, for every row the first time and for changed ones later", async () => {
    const world = await createContacts();
    const seen = watchUpdates(world);
    await world.refresh();
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set([contactA, contactB]));
    expect(seen).toHaveLength(2);
    expect(seen.every(({ userId, columns }) => userId === insightsUserId && columns.join() === lookup)).toBe(true);
    seen.length = 0;
    await world.refresh();
    expect(seen).toEqual([]);
    await world.service.update("contact", contactB, { lastname: "Another" });
    seen.length = 0;
    expect(await world.refresh()).toMatchObject({ mode: "incremental", ingested: 1, updated: 1, stamped: 1 });
    expect(seen.map(({ id }) => id)).toEqual([contactB]);
  });

  it("runs no plug-in whose filtering columns leave the lookup out", async () => {
    const world = await createContacts();
    let runs = 0;
    world.organization.registerStep({
      name: "email",
      message: "Update",
      table: "contact",
      stage: 40,
      mode: "sync",
      filteringColumns: ["emailaddress1"],
      execute: async () => void (runs += 1),
    });
    await world.refresh();
    expect(runs).toBe(0);
  });

  it("stamps new links only, by switch", async () => {
    const world = await createContacts({ backStamping: "new-links" });
    await world.refresh();
    await world.service.update("contact", contactB, { lastname: "Another" });
    expect(await world.refresh()).toMatchObject({ ingested: 1, updated: 1, stamped: 0 });
    expect(await world.refresh()).toMatchObject({ ingested: 0, updated: 0, stamped: 0 });
    expect(world.store.query("msdynci_customerprofile", { equals: { msdynci_lastname: "Another" } })).toHaveLength(1);
  });

  it("changes nothing the second time, and ingests only what changed or is new the third", async () => {
    const { store, service, refresh } = await createContacts();
    await refresh();
    const before = store.find("contact", contactA);
    expect(await refresh()).toMatchObject({ mode: "incremental", ingested: 0, unified: 0, updated: 0, stamped: 0 });
    expect(store.find("contact", contactA)).toEqual(before);
    await service.update("contact", contactA, { firstname: "Augusta" });
    await service.create("contact", { lastname: "Third" });
    expect(await refresh()).toMatchObject({ ingested: 2, unified: 1, updated: 1, stamped: 2 });
    expect(store.query("msdynci_customerprofile", { equals: { msdynci_firstname: "Augusta" } })).toHaveLength(1);
  });

  it("ingests what a plug-in makes of the stamp, and is not set off by it again", async () => {
    const world = await createContacts();
    world.organization.registerStep({
      name: "touch",
      message: "Update",
      table: "contact",
      stage: 20,
      mode: "sync",
      filteringColumns: [lookup],
      execute: async ({ target }) => void (target["firstname"] = "By plug-in"),
    });
    await world.refresh();
    expect(world.store.count("msdynci_customerprofile", { equals: { msdynci_firstname: "By plug-in" } })).toBe(2);
    expect(await world.refresh()).toMatchObject({ ingested: 0 });
  });

  it("tells which contact a plug-in did not let it stamp, stamps the others, and tries again", async () => {
    const world = await createContacts();
    let isRefusing = true;
    world.organization.registerStep({
      name: "refuse",
      message: "Update",
      table: "contact",
      stage: 20,
      mode: "sync",
      async execute({ id }) {
        if (isRefusing && id === contactB) throw new InvalidPluginExecution("Not this one.");
      },
    });
    expect(await world.refresh()).toMatchObject({
      unified: 2,
      stamped: 1,
      stampFailures: [{ contactId: contactB, message: "Not this one." }],
    });
    expect(world.store.find("contact", contactA)?.[lookup]).not.toBeNull();
    expect(world.store.find("contact", contactB)?.[lookup]).toBeNull();
    isRefusing = false;
    expect(await world.refresh()).toMatchObject({ unified: 0, updated: 1, stamped: 1, stampFailures: [] });
    expect(world.store.find("contact", contactB)?.[lookup]).not.toBeNull();
  });

  it("does not see a contact whose transaction is not committed", async () => {
    const { organization, refresh, store } = await createContacts();
    let outcome: unknown;
    await organization.transaction({ userId: operatorUserId }, async (service) => {
      await service.create("contact", { lastname: "Uncommitted" });
      outcome = await refresh();
    });
    expect(outcome).toMatchObject({ ingested: 2, unified: 2 });
    expect(store.count("msdynci_customerprofile", { equals: { msdynci_lastname: "Uncommitted" } })).toBe(0);
    expect(await refresh()).toMatchObject({ ingested: 1, unified: 1 });
  });

  it("misses no change made while it runs", async () => {
    const world = await createContacts();
    const seen = watchUpdates(world);
    const running = world.refresh();
    await world.service.update("contact", contactA, { firstname: "Meanwhile" });
    await running;
    await world.refresh();
    expect(world.store.query("msdynci_customerprofile", { equals: { msdynci_dataverse_contact_contactid: contactA } })).toMatchObject([
      { msdynci_firstname: "Meanwhile" },
    ]);
    expect(seen.length).toBeGreaterThan(0);
  });

  it("removes the profile of a deleted contact, and what was worked out for it", async () => {
    const { store, service, refresh } = await createContacts();
    await refresh();
    const customerId =
      store.query("msdynci_alternatekey", { equals: { msdynci_alternatevalue: contactA } })[0]?.["msdynci_customerid"] ?? null;
    store.insert("msdynci_segmentmembership", { msdynci_customerid: customerId, msdynci_segments: '["visitors"]' });
    await service.remove("contact", contactA);
    expect(await refresh()).toMatchObject({ unified: 0, removed: 1, ingested: 0 });
    expect(store.count("msdynci_customerprofile")).toBe(1);
    expect(store.count("msdynci_alternatekey")).toBe(1);
    expect(store.count("msdynci_segmentmembership")).toBe(0);
  });

  it("uses a profile that was seeded, also without its alternate key's lookup", async () => {
    const { store, refresh } = await createContacts();
    store.insert("msdynci_alternatekey", {
      msdynci_entityname: "contact",
      msdynci_alternatevalue: contactA,
      msdynci_customerid: "ce759201f786d590bf2134bff576c369",
    });
    await refresh();
    expect(store.query("msdynci_customerprofile", { equals: { msdynci_dataverse_contact_contactid: contactA } })).toMatchObject([
      { msdynci_customerid: "ce759201f786d590bf2134bff576c369" },
    ]);
    expect(store.count("msdynci_alternatekey")).toBe(2);
    expect(await refresh()).toMatchObject({ ingested: 0 });
  });

  it("starts again after a restore as the rows then stood", async () => {
    const { store, service, refresh } = await createContacts();
    await refresh();
    const snapshot = store.snapshot();
    await service.update("contact", contactA, { firstname: "Later" });
    await refresh();
    store.restore(snapshot);
    expect(await refresh()).toMatchObject({ mode: "incremental", ingested: 0 });
    store.reset();
    expect(await refresh()).toMatchObject({ mode: "full", ingested: 0 });
  });

  it("is abandoned when every row is replaced under it", async () => {
    const { store, refresh } = await createContacts();
    const running = refresh();
    store.reset();
    await expect(running).rejects.toThrow(RefreshAbandoned);
    expect(store.count("msdynci_customerprofile")).toBe(0);
  });
});
