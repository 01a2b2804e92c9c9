import { describe, expect, it } from "vitest";
import type { EmulatorSwitches } from "../../../portal-emulator/switches.ts";
import { actionEvent, batchOf, contactA, cookieA, cookieB, createWorld, userEvent, viewEvent } from "./world.ts";

const weekMs = 7 * 24 * 60 * 60 * 1_000;
const all = "include=['segmentmembership','measures','unifiedactivity']";

async function createKnown(switches: Partial<EmulatorSwitches> = {}) {
  const world = createWorld(switches);
  world.store.insert("contact", { contactid: contactA, firstname: "Ada", lastname: "Example" });
  await world.refresh();
  await world.send(JSON.stringify(batchOf([viewEvent(), userEvent(contactA)])));
  const customerId = String(world.store.query("msdynci_alternatekey")[0]?.["msdynci_customerid"]);
  return { ...world, customerId };
}

/** The rows of an answer. */
const rowsOf = (body: Record<string, unknown>): Record<string, unknown>[] => body["value"] as Record<string, unknown>[]; // our own shape

describe("msdynci_p13nprofile", () => {
  it("is none for a cookie nobody has", async () => {
    const { ask } = createWorld();
    expect(await ask(`msdynci_p13nprofile(cookieid='${cookieA}')`)).toMatchObject({ status: 200, body: { profile: null } });
    expect((await ask(`msdynci_p13nprofile(cookieid='nobody')`)).body["profile"]).toBeNull();
  });

  it("is an unknown one after a visit, without insights, and none once it expired", async () => {
    const world = createWorld();
    await world.send(JSON.stringify(batchOf([viewEvent()])));
    expect((await world.ask(`msdynci_p13nprofile(cookieid='${cookieA}',${all})`)).body).toMatchObject({
      profile: { cookieid: cookieA, isknown: false, msdynci_customerid: null },
      segmentmembership: [],
      measures: [],
      unifiedactivity: [],
    });
    world.advance(weekMs);
    expect((await world.ask(`msdynci_p13nprofile(cookieid='${cookieA}')`)).body["profile"]).toBeNull();
  });

  it("is unknown while its contact waits for a refresh, and known after it", async () => {
    const world = createWorld();
    world.store.insert("contact", { contactid: contactA, firstname: "Ada" });
    await world.send(JSON.stringify(batchOf([userEvent(contactA)])));
    const isKnown = async () => (await world.ask(`msdynci_p13nprofile(cookieid='${cookieA}')`)).body["profile"];
    expect(await isKnown()).toMatchObject({ isknown: false });
    await world.refresh();
    expect(await isKnown()).toMatchObject({ isknown: true, msdynci_firstname: "Ada" });
  });

  it("has the rows that were seeded for the customer, and only those asked for", async () => {
    const { ask, store, customerId } = await createKnown();
    store.insert("msdynci_segmentmembership", { msdynci_customerid: customerId, msdynci_segments: '["visitors"]' });
    store.insert("msdynci_segmentmembership", { msdynci_customerid: "somebody else", msdynci_segments: '["others"]' });
    store.insert("msdynci_customermeasure", { msdynci_customerid: customerId });
    for (const day of ["01", "03", "02"])
      store.insert("msdynci_unifiedactivity", { msdynci_customerid: customerId, msdynci_activitytime: `2026-11-${day}T00:00:00Z` });
    const { body } = await ask(`msdynci_p13nprofile(cookieid='${cookieA}',${all})`);
    expect(body).toMatchObject({
      profile: { isknown: true, msdynci_customerid: customerId, msdynci_firstname: "Ada" },
      segmentmembership: [{ msdynci_segments: '["visitors"]' }],
      measures: [{ msdynci_customerid: customerId }],
      unifiedactivity: ["03", "02", "01"].map((day) => ({ msdynci_activitytime: `2026-11-${day}T00:00:00Z` })),
    });
    const { body: less } = await ask(`msdynci_p13nprofile(cookieid='${cookieA}',include=@p1)?@p1=["measures"]`);
    expect(Object.keys(less).sort()).toEqual(["@odata.context", "measures", "profile"]);
  });

  it.each([
    ["msdynci_p13nprofile", 501],
    ["msdynci_p13nprofile()", 501],
    ["msdynci_p13nprofile?$filter=msdynci_customerid eq 'x'", 501],
    ["msdynci_p13nprofile(cookieid=7)", 400],
    [`msdynci_p13nprofile(cookieid='${cookieA}',include=['everything'])`, 400],
    [`msdynci_p13nprofile(cookieid='${cookieA}',include='measures')`, 400],
    [`msdynci_p13nprofile(cookieid='${cookieA}',include=[measures])`, 400],
    [`msdynci_p13nprofile(cookieid='${cookieA}',top=1)`, 404],
    [`msdynci_p13nviews(cookieid='${cookieA}',top=0)`, 400],
    [`msdynci_p13nviews(cookieid='${cookieA}',top=1.5)`, 400],
    [`msdynci_p13nviews(cookieid='${cookieA}',top='1')`, 400],
    [`msdynci_p13nviews(cookieid='${cookieA}',include=['measures'])`, 404],
    ["msdynci_p13nactions(top=1)", 501],
    [`msdynci_p13nprofile(cookieid='${cookieA}',include=[])`, 200],
  ])("answers %s with %i", async (path, status) => {
    expect((await createWorld().ask(path)).status).toBe(status);
  });
});

describe("msdynci_p13nviews and msdynci_p13nactions", () => {
  it("give the latest rows first, as many as asked for", async () => {
    const world = createWorld();
    for (const name of ["/one/", "/two/", "/three/"]) {
      const event = viewEvent();
      await world.send(JSON.stringify(batchOf([{ ...event, page: { ...event.page, name } }, actionEvent()])));
      world.advance(1_000);
    }
    const { body } = await world.ask(`msdynci_p13nviews(cookieid='${cookieA}',top=2)`);
    expect(rowsOf(body).map((row) => row["msdynci_viewname"])).toEqual(["/three/", "/two/"]);
    expect(rowsOf(body)[0]).toMatchObject({ _msdynci_personalizationcookiereference_value: cookieA });
    expect(rowsOf((await world.ask(`msdynci_p13nactions(cookieid='${cookieA}')`)).body)).toHaveLength(3);
    expect(rowsOf((await world.ask(`msdynci_p13nactions(cookieid='${cookieB}')`)).body)).toEqual([]);
  });

  it.each([
    ["capped", 200],
    ["refused", 400],
  ] as const)("take no more than 200, by switch: %s", async (personalizationTop, status) => {
    const world = createWorld({ personalizationTop });
    for (let batch = 0; batch < 2; batch += 1) await world.send(JSON.stringify(batchOf(Array.from({ length: 110 }, () => actionEvent()))));
    const answer = await world.ask(`msdynci_p13nactions(cookieid='${cookieA}',top=201)`);
    expect(answer.status).toBe(status);
    if (status === 200) expect(rowsOf(answer.body)).toHaveLength(200);
    expect(rowsOf((await world.ask(`msdynci_p13nactions(cookieid='${cookieA}',top=200)`)).body)).toHaveLength(200);
  });

  it.each([
    ["cookie", 1],
    ["customer", 2],
  ] as const)("give the rows of the %s, by switch", async (personalizationHistory, count) => {
    const { ask, send } = await createKnown({ personalizationHistory });
    await send(JSON.stringify(batchOf([viewEvent(), userEvent(contactA)], { cookieId: cookieB })));
    expect(rowsOf((await ask(`msdynci_p13nviews(cookieid='${cookieA}')`)).body)).toHaveLength(count);
  });

  it.each([
    ["anew", 1],
    ["re-attached", 2],
  ] as const)("give an expired visitor nothing, and one who came back %s what is theirs", async (returningVisitors, count) => {
    const world = createWorld({ returningVisitors });
    const views = async () => rowsOf((await world.ask(`msdynci_p13nviews(cookieid='${cookieA}')`)).body).length;
    await world.send(JSON.stringify(batchOf([viewEvent()])));
    world.advance(weekMs);
    expect(await views()).toBe(0);
    await world.send(JSON.stringify(batchOf([viewEvent()])));
    expect(await views()).toBe(count);
  });
});
