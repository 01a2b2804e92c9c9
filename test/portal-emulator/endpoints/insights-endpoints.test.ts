import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../../portal-emulator/clock.ts";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import { readSite } from "../../../site/read-site.ts";
import { distFolder, starterFolder } from "../../support/kit-site.ts";
import { batchOf, contactA, cookieA, userEvent } from "../insights/world.ts";

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
const clock = createClock(() => 0);
const emulator: Emulator = await createEmulator({
  site: await readSite(starterFolder("enhanced")),
  database: ":memory:",
  distFolder,
  addresses,
  clock,
});
afterAll(() => emulator.close());

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await emulator.fetch("portal", new Request(addresses.portal + path, init));
  return { status: response.status, body: await response.json() };
}

beforeEach(async () => {
  clock.set(new Date("2026-11-22T10:00:00Z"));
  await call("POST", "/_emulator/reset");
  await call("PUT", "/_emulator/refresh-schedule", { frequency: "off" });
});

async function identify(): Promise<void> {
  await call("POST", "/_emulator/seed", { contact: [{ contactid: contactA, lastname: "Example" }] });
  const body = JSON.stringify(batchOf([userEvent(contactA)]));
  const url = `${addresses.insights}/@mobile.events.data.microsoft.com/OneCollector/1.0/`;
  const response = await emulator.fetch("insights", new Request(url, { method: "POST", body, headers: { origin: addresses.portal } }));
  expect(response.status).toBe(200);
}

describe("the endpoints of Customer Insights", () => {
  it("refresh on request and say what the run did", async () => {
    await identify();
    expect((await call("GET", "/_emulator/state")).body).toMatchObject({ visitors: [{ cookieId: cookieA, state: "pending" }] });
    expect(await call("POST", "/_emulator/refresh")).toEqual({
      status: 200,
      body: {
        visitors: [{ cookieId: cookieA, contactId: contactA, state: "known", views: 0, actions: 0 }],
        refresh: {
          at: "2026-11-22T10:00:00.000Z",
          startedBy: "request",
          mode: "full",
          ingested: 1,
          unified: 1,
          updated: 0,
          removed: 0,
          resolved: 1,
          stamped: 1,
          stampFailures: [],
        },
      },
    });
  });

  it("run scheduled refreshes while the clock is moved, at their time", async () => {
    await identify();
    expect((await call("POST", "/_emulator/clock", { advance: "1d" })).body).toEqual({ now: "2026-11-23T10:00:00.000Z" });
    const schedule = { frequency: "daily", times: ["06:00"], timeZone: "Europe/Rome" };
    expect(await call("PUT", "/_emulator/refresh-schedule", schedule)).toMatchObject({
      status: 200,
      body: { schedule, next: "2026-11-24T05:00:00.000Z" },
    });
    expect((await call("POST", "/_emulator/clock", { advance: "2d" })).body).toMatchObject({
      now: "2026-11-25T10:00:00.000Z",
      refreshes: [
        { at: "2026-11-24T05:00:00.000Z", startedBy: "schedule", resolved: 1 },
        { at: "2026-11-25T05:00:00.000Z", startedBy: "schedule", resolved: 0 },
      ],
    });
    expect((await call("GET", "/_emulator/refresh-schedule")).body).toMatchObject({ last: { at: "2026-11-25T05:00:00.000Z" } });
    expect((await call("GET", "/_emulator/state")).body).toMatchObject({ visitors: [{ state: "known" }] });
  });

  it("expire a visitor with the clock, and take the rows away by switch", async () => {
    await identify();
    await call("PATCH", "/_emulator/switches", { expiredRows: "removed" });
    await call("POST", "/_emulator/clock", { advance: "7d" });
    expect((await call("GET", "/_emulator/state")).body).toMatchObject({ visitors: [{ state: "expired" }] });
    expect(emulator.store.count("msdynci_personalizationuser")).toBe(0);
    await call("PATCH", "/_emulator/switches", { expiredRows: "kept" });
  });

  it.each([
    ["PUT", "/_emulator/refresh-schedule", { frequency: "hourly" }],
    ["PUT", "/_emulator/refresh-schedule", undefined],
    ["POST", "/_emulator/clock", { advance: "soon" }],
    ["POST", "/_emulator/clock", { set: "never" }],
    ["POST", "/_emulator/clock", { set: "+012345-01-01T00:00:00Z" }],
    ["POST", "/_emulator/clock", []],
  ])("refuse %s %s %j", async (method, path, body) => {
    const answer = await call(method, path, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toHaveProperty("error");
  });

  it("refuse a move over more refreshes than fit, and leave the clock", async () => {
    await call("PUT", "/_emulator/refresh-schedule", { frequency: "daily", times: ["00:00", "06:00", "12:00", "18:00"] });
    expect((await call("POST", "/_emulator/clock", { advance: "999999d" })).status).toBe(400);
    expect((await call("GET", "/_emulator/clock")).body).toEqual({ now: "2026-11-22T10:00:00.000Z" });
  });

  it("give the organization the functions of Customer Insights", async () => {
    await identify();
    await call("POST", "/_emulator/refresh");
    const url = `${addresses.org}/api/data/v9.2/msdynci_p13nprofile(cookieid='${cookieA}')`;
    const headers = { authorization: `Bearer ${emulator.addresses.orgToken}` };
    const response = await emulator.fetch("org", new Request(url, { headers }));
    expect(await response.json()).toMatchObject({ profile: { isknown: true, msdynci_lastname: "Example" } });
  });
});
