import { expect, test } from "vitest";
import { createClock } from "../../../portal-emulator/clock.ts";
import { DataverseFault } from "../../../portal-emulator/organization/dataverse-fault.ts";
import { createServiceProtection, defaultLimits } from "../../../portal-emulator/organization/service-protection.ts";
import { faultOf, openTestOrganization, someone } from "./organization.ts";

const open = (limits: Partial<typeof defaultLimits>) => {
  const clock = createClock();
  clock.set(new Date("2026-03-04T05:06:07Z"));
  let passedMs = 0;
  const protection = createServiceProtection({ limits: { ...defaultLimits, ...limits }, clock, stopwatch: () => passedMs });
  const request = (userId = "one", ms = 0): Promise<string> => faultOf(protection.admit(userId, async () => void (passedMs += ms)));
  return { clock, protection, request };
};

test("the documented limits are the defaults", () => {
  expect(defaultLimits).toEqual({ requests: 6000, executionSeconds: 1200, concurrent: 52, windowSeconds: 300 });
});

test("refuses one request too many until the oldest leaves the window, each user for itself", async () => {
  const { clock, protection, request } = open({ requests: 3 });
  expect([await request(), await request()]).toEqual(["none", "none"]);
  clock.advance(60_000);
  expect([await request(), await request(), await request("other")]).toEqual(["none", "0x80072322 429", "none"]);
  expect(protection.remaining("one").requests).toBe(0);
  const fault: unknown = await protection.admit("one", async () => undefined).catch((error: unknown) => error);
  expect(fault instanceof DataverseFault && fault.retryAfterSeconds).toBe(240);
  clock.advance(239_000);
  expect(await request()).toBe("0x80072322 429");
  clock.advance(1000);
  expect([await request(), await request(), await request()]).toEqual(["none", "none", "0x80072322 429"]);
});

test("counts on for a user who waits while many others come and go", async () => {
  const { clock, protection, request } = open({ requests: 2 });
  expect(await request("one")).toBe("none");
  for (let n = 0; n < 10; n += 1) {
    clock.advance(29_000);
    await request(`other ${n}`);
  }
  expect(protection.remaining("one").requests).toBe(1);
  clock.advance(10_000);
  expect(protection.remaining("one").requests).toBe(2);
});

test("forgets users who have left the window, but not those whose requests run", async () => {
  const { clock, protection, request } = open({ concurrent: 1 });
  let end = (): void => undefined;
  const running = protection.admit("one", () => new Promise<void>((resolve) => (end = resolve)));
  for (let n = 0; n < 50; n += 1) await request(`other ${n}`);
  expect(protection.knownUsers()).toBe(51);
  clock.advance(300_000);
  await request("another");
  expect(protection.knownUsers()).toBe(2);
  expect(await request("one")).toBe("0x80072326 429");
  end();
  await running;
  clock.set(new Date("2020-01-01T00:00:00Z"));
  expect(await request("one")).toBe("none");
});

test("refuses once the time spent is used up", async () => {
  const { clock, protection, request } = open({ executionSeconds: 10 });
  expect([await request("one", 4000), await request("one", 6000), await request()]).toEqual(["none", "none", "0x80072321 429"]);
  expect(protection.remaining("one").executionSeconds).toBe(0);
  clock.advance(300_000);
  expect(await request()).toBe("none");
});

test("refuses more requests at once than allowed, and counts one that failed as over", async () => {
  const { protection, request } = open({ concurrent: 1 });
  let end = (): void => undefined;
  const running = protection.admit("one", () => new Promise<void>((resolve) => (end = resolve)));
  expect(await request()).toBe("0x80072326 429");
  end();
  await running;
  await protection.admit("one", () => Promise.reject(new Error("no"))).catch(() => undefined);
  expect(await request()).toBe("none");
});

test.each([
  { serviceProtection: "off", expected: ["none", "none"] },
  { serviceProtection: "on", expected: ["none", "0x80072322 429"] },
] as const)("the organization applies them when switched $serviceProtection", async ({ serviceProtection, expected }) => {
  const organization = openTestOrganization({
    limits: { requests: 1 },
    switches: () => ({ audit: "on", pluginFaults: "passed-on", serviceProtection }),
  });
  const request = (): Promise<string> => faultOf(organization.admit(someone, () => organization.serviceFor(someone).create("pk_tag", {})));
  expect([await request(), await request()]).toEqual(expected);
});

test("a plug-in's own calls are not counted", async () => {
  const organization = openTestOrganization({
    limits: { requests: 1 },
    switches: () => ({ audit: "on", pluginFaults: "passed-on", serviceProtection: "on" }),
  });
  organization.registerStep({
    name: "Many",
    message: "Create",
    table: "pk_thing",
    stage: 20,
    mode: "sync",
    execute: async (context) => {
      for (let time = 0; time < 5; time += 1) await context.service().create("pk_tag", {});
    },
  });
  expect(await faultOf(organization.admit(someone, () => organization.serviceFor(someone).create("pk_thing", {})))).toBe("none");
});
