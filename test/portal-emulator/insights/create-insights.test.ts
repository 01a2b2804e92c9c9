import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  actionEvent,
  batchOf,
  collector,
  contactA,
  cookieA,
  cookieB,
  createWorld,
  customEvent,
  insights,
  portal,
  userEvent,
  viewEvent,
} from "./world.ts";

const journeysBatch = (events: Parameters<typeof batchOf>[0]) =>
  batchOf(events, { product: "journeys", cookieId: "", trackingContext: cookieB, formSubmissionId: "" });

const only = (rows: readonly unknown[]): unknown => {
  expect(rows).toHaveLength(1);
  return rows[0];
};

describe("the insights origin", () => {
  it.each([
    "/@download.pi.dynamics.com/sdk/CI-SDKs/web/msci-1.1.0.js",
    "/@download.pi.dynamics.com/sdk/CI-SDKs/web/msci-9.0.0.js?v=1",
    "/@rdrect-usa1.mkt.dynamics.com/webtracking/WebTracking/WebTracking.bundle.js",
  ])("serves the library at %s", async (path) => {
    const response = await createWorld().request(insights + path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/javascript");
    expect(await response.text()).toContain("/* the library */");
  });

  it.each([
    "/@download.pi.dynamics.com/sdk/web/msei-0.js",
    "/@formui-usa1.mkt.dynamics.com/usa/FormLoader/FormLoader.bundle.js",
    "/sdk/msci-1.1.0.js",
    "/",
  ])("says that it does not stand in for %s", async (path) => {
    const response = await createWorld().request(insights + path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("does not stand in for");
  });

  it("stores a view in the documented columns", async () => {
    const world = createWorld();
    const response = await world.send(JSON.stringify(batchOf([{ ...viewEvent(), atMs: 400 }])));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: true, accepted: 1 });
    expect(only(world.store.query("msdynci_personalizationview"))).toMatchObject({
      msdynci_signalname: "View",
      msdynci_signaltimestamp: "2026-11-22T09:59:59.400Z",
      msdynci_userlocalid: cookieA,
      msdynci_personalizationcookiereference: cookieA,
      msdynci_userauthid: null,
      msdynci_sessionid: "session-1",
      msdynci_hostdomain: "localhost:4000",
      msdynci_viewname: "/start/",
      msdynci_viewtitle: "Start",
      msdynci_viewuri: `${portal}/start/`,
    });
    expect(world.effects).toEqual(["visitor first seen, page view stored"]);
  });

  it("stores a click in the documented columns", async () => {
    const world = createWorld();
    await world.send(JSON.stringify(batchOf([actionEvent()])));
    expect(only(world.store.query("msdynci_personalizationaction"))).toMatchObject({
      msdynci_actionname: "Read more",
      msdynci_actiontype: "LClick",
      msdynci_actiontarget: "https://example.com/more",
      msdynci_actionelementid: "more",
      msdynci_actionisoutbound: "true",
      msdynci_actionelapsedtimems: 1235,
      msdynci_clickcoordinates: "10,20",
    });
  });

  it("stores setUser with the contact's id, and the cookie once", async () => {
    const world = createWorld();
    await world.send(JSON.stringify(batchOf([viewEvent(), userEvent(contactA)])));
    await world.send(JSON.stringify(batchOf([viewEvent()])));
    expect(only(world.store.query("msdynci_personalizationuser"))).toMatchObject({
      msdynci_userauthid: contactA,
      msdynci_userlocalid: cookieA,
    });
    expect(only(world.store.query("msdynci_personalizationcookie"))).toMatchObject({
      msdynci_personalizationcookieid: cookieA,
      msdynci_cookievalue: cookieA,
    });
    expect(world.effects).toEqual(["visitor first seen, page view stored, visitor identified", "page view stored"]);
  });

  it("stores a batch that comes twice once", async () => {
    const world = createWorld();
    const body = JSON.stringify(batchOf([viewEvent(), actionEvent()]));
    await world.send(body);
    expect((await world.send(body)).status).toBe(200);
    expect(world.store.count("msdynci_personalizationview")).toBe(1);
    expect(world.store.count("msdynci_personalizationaction")).toBe(1);
    expect(world.effects).toHaveLength(1);
  });

  it("cuts texts to the width of their column", async () => {
    const world = createWorld();
    const event = viewEvent();
    const long = "x".repeat(400);
    await world.send(JSON.stringify(batchOf([{ ...event, page: { ...event.page, title: long, uri: `${portal}/${long}`, name: long } }])));
    const row = world.store.query("msdynci_personalizationview")[0];
    expect([row?.["msdynci_viewtitle"], row?.["msdynci_viewuri"], row?.["msdynci_viewname"]].map((text) => String(text).length)).toEqual([
      100, 300, 100,
    ]);
  });

  it.each([
    ["a custom event", batchOf([customEvent()]), { cookies: 1 }],
    ["anything of Customer Insights - Journeys", journeysBatch([viewEvent(), userEvent(contactA)]), { cookies: 0 }],
  ])("accepts %s and stores no row for it", async (_, batch, { cookies }) => {
    const world = createWorld();
    expect((await world.send(JSON.stringify(batch))).status).toBe(200);
    for (const table of ["user", "view", "action"]) expect(world.store.count(`msdynci_personalization${table}`)).toBe(0);
    expect(world.store.count("msdynci_personalizationcookie")).toBe(cookies);
  });

  it("stores views and actions of Customer Insights - Journeys by switch, without a visitor", async () => {
    const world = createWorld({ journeysEvents: "shared-tables" });
    await world.send(JSON.stringify(journeysBatch([viewEvent(), actionEvent(), userEvent(contactA)])));
    for (const table of ["msdynci_personalizationview", "msdynci_personalizationaction"]) {
      expect(only(world.store.query(table))).toMatchObject({
        msdynci_usertrackingcontext: cookieB,
        msdynci_userlocalid: null,
        msdynci_personalizationcookiereference: null,
      });
    }
    expect(world.store.count("msdynci_personalizationuser")).toBe(0);
    expect(world.visitors()).toEqual([]);
  });

  it("writes the settings of the library into what it serves", async () => {
    const world = createWorld({ trackerNavigation: "history" });
    const library = await (await world.request(`${insights}/@download.pi.dynamics.com/sdk/CI-SDKs/web/msci-1.1.0.js`)).text();
    const page: { seen?: unknown } = {};
    runInNewContext(library.replace("/* the library */", "seen = standInSettings;"), page);
    expect(page.seen).toEqual({ trackerOptOutHook: "journeys", trackerUserConsent: "ignored", trackerNavigation: "history" });
  });

  const event = viewEvent();
  it.each([
    [
      "an anonymous visit of Customer Insights - Journeys",
      JSON.stringify({ ...journeysBatch([event]), trackingContext: "" }),
      "batch-malformed",
    ],
    ["a cookie id of Customer Insights - Journeys", JSON.stringify({ ...journeysBatch([event]), cookieId: cookieA }), "batch-malformed"],
    ["text that is not JSON", "{", "batch-not-json"],
    ["an empty body", "", "batch-not-json"],
    ["a list", "[]", "batch-malformed"],
    ["null", "null", "batch-malformed"],
    ["another version", JSON.stringify({ ...batchOf([event]), version: 2 }), "batch-malformed"],
    ["no events", JSON.stringify(batchOf([])), "batch-malformed"],
    ["too many events", JSON.stringify(batchOf(Array.from({ length: 201 }, () => event))), "batch-malformed"],
    ["a cookie id that is no GUID", JSON.stringify(batchOf([event], { cookieId: "me" })), "batch-malformed"],
    ["an upper-case cookie id", JSON.stringify(batchOf([event], { cookieId: cookieA.toUpperCase() })), "batch-malformed"],
    ['the ingestion key "null"', JSON.stringify(batchOf([event], { ingestionKey: "null" })), "batch-malformed"],
    ["an unknown kind", JSON.stringify(batchOf([{ ...event, kind: "scroll" } as never])), "batch-malformed"],
    ["an unknown product", JSON.stringify(batchOf([event], { product: "sales" as never })), "batch-malformed"],
    ["an unknown action type", JSON.stringify(batchOf([{ ...actionEvent(), action: { type: "Swipe" } } as never])), "batch-malformed"],
    ["a setUser of nobody", JSON.stringify(batchOf([userEvent("")])), "batch-malformed"],
    ["an event without a page", JSON.stringify(batchOf([{ ...event, page: undefined } as never])), "batch-malformed"],
    ["a time that is text", JSON.stringify({ ...batchOf([event]), sentAtMs: "now" }), "batch-malformed"],
  ])("refuses %s with 400 and stores nothing", async (_, body, code) => {
    const world = createWorld();
    const response = await world.send(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ ok: false, code });
    expect(world.store.count("msdynci_personalizationcookie")).toBe(0);
    expect(world.effects).toEqual([]);
  });

  it("refuses a body past its limit", async () => {
    expect((await createWorld().send("x".repeat(1_000_001))).status).toBe(413);
  });

  it("lets the portal, and nobody else, read its answers", async () => {
    const world = createWorld();
    const body = JSON.stringify(batchOf([viewEvent()]));
    expect((await world.send(body)).headers.get("access-control-allow-origin")).toBe(portal);
    expect((await world.send(body, { origin: "https://example.com" })).status).toBe(403);
    expect((await world.send(body, { origin: "null" })).status).toBe(403);
    expect(world.store.count("msdynci_personalizationview")).toBe(1);
  });

  it("answers a preflight", async () => {
    const response = await createWorld().request(collector, {
      method: "OPTIONS",
      headers: { origin: portal, "access-control-request-method": "POST" },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
    expect(response.headers.get("access-control-allow-origin")).toBe(portal);
  });

  it("answers 404 to a post that is not for the collector", async () => {
    expect((await createWorld().request(`${insights}/@example.com/collect`, { method: "POST", body: "{}" })).status).toBe(404);
  });
});
