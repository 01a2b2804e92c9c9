import { describe, expect, it } from "vitest";
import { setUser, trackerLimitMs } from "../../identity/set-user.ts";
import { createAutoClock } from "./auto-clock.ts";
import { createMemoryStore } from "./memory-store.ts";
import { createTracker, idA, idB, openDocument, recordEvents } from "./page-double.ts";

const dataLibrary = "https://download.example.com/sdk/CI-SDKs/web/msci-1.1.0.js";
const journeysLibrary = "https://cdn.example.com/webtracking/WebTracking/WebTracking.bundle.js";

function open(window: object, html = ""): Parameters<typeof setUser>[0] & { session: ReturnType<typeof createMemoryStore> } {
  return { window, document: openDocument(html), session: createMemoryStore(), clock: createAutoClock() };
}

describe("setUser", () => {
  it("calls the tracker that is there, and says so without the id", async () => {
    const { calls, MSCI } = createTracker();
    const page = open({ MSCI });
    const events = recordEvents(page.document);
    expect(await setUser(page, idA)).toBe("called");
    expect(calls).toEqual([{ authId: idA }]);
    expect(events).toEqual([{ name: "portalkit:identified", detail: { state: "identified" } }]);
  });

  it("waits for a tracker that comes later, and takes the one that is there then", async () => {
    const { calls, MSCI } = createTracker();
    const window: { MSCI?: unknown } = { MSCI: {} };
    const page = open(window);
    const done = setUser(page, idA);
    window.MSCI = MSCI;
    expect(await done).toBe("called");
    expect(calls).toHaveLength(1);
  });

  it.each(["unknown", "denied", "withdrawn"])("is not called once consent is %s, however late the tracker comes", async (consent) => {
    const { calls, MSCI } = createTracker();
    const window: { MSCI?: unknown } = {};
    const page = open(window);
    const done = setUser(page, idA);
    page.document.documentElement.setAttribute("data-portal-kit-consent", consent);
    window.MSCI = MSCI;
    expect(await done).toBe("no-consent");
    expect(calls).toEqual([]);
  });

  it("is not called for one contact once the tab session knows another", async () => {
    const { calls, MSCI } = createTracker();
    const window: { MSCI?: unknown } = {};
    const page = open(window);
    const done = setUser(page, idA);
    page.session.setItem("contactid", idB);
    window.MSCI = MSCI;
    expect(await done).toBe("another-person");
    expect(calls).toEqual([]);
  });

  it("reports to a page that breaks its own events, without throwing", async () => {
    const page = open(createTracker());
    Object.defineProperty(page.document.defaultView, "CustomEvent", { value: undefined });
    expect(await setUser(page, idA)).toBe("called");
  });

  it("gives up on a tracker that never comes", async () => {
    const page = open({});
    const start = page.clock.now();
    const events = recordEvents(page.document);
    expect(await setUser({ ...page, clock: stepping(page.clock) }, idA)).toBe("tracker-missing");
    expect(page.clock.now() - start).toBeLessThanOrEqual(trackerLimitMs * 2);
    expect(events).toEqual([{ name: "portalkit:blocked", detail: { what: "tracker-missing" } }]);
  });

  it("survives a tracker that throws", async () => {
    const MSCI = {
      setUser: () => {
        throw new TypeError("broken");
      },
    };
    expect(await setUser(open({ MSCI }), idA)).toBe("tracker-threw");
  });

  it.each([
    { case: "only Journeys, inline", html: `<script>load({src: "${journeysLibrary}"})</script>`, outcome: "journeys-only" },
    { case: "only Journeys, external", html: `<script src="${journeysLibrary}"></script>`, outcome: "journeys-only" },
    {
      case: "only Journeys, inert",
      html: `<template data-portal-kit-tracker><script>load({src: "${journeysLibrary}"})</script></template>`,
      outcome: "journeys-only",
    },
    { case: "Data", html: `<script>load({src: "${dataLibrary}"})</script>`, outcome: "called" },
    { case: "both", html: `<script src="${journeysLibrary}"></script><script src="${dataLibrary}"></script>`, outcome: "called" },
    { case: "Journeys named in text only", html: `<p>${journeysLibrary}</p>`, outcome: "called" },
  ])("with $case: $outcome", async ({ html, outcome }) => {
    const { calls, MSCI } = createTracker();
    const page = open({ MSCI }, html);
    const events = recordEvents(page.document);
    expect(await setUser(page, idA)).toBe(outcome);
    expect(calls).toHaveLength(outcome === "called" ? 1 : 0);
    expect(events.map(({ name }) => name)).toEqual([outcome === "called" ? "portalkit:identified" : "portalkit:blocked"]);
  });
});

/** Ten seconds in polls of 50 ms are many turns; every wait counts a hundredfold here. */
function stepping(
  clock: ReturnType<typeof createAutoClock> | Parameters<typeof setUser>[0]["clock"],
): Parameters<typeof setUser>[0]["clock"] {
  return { now: () => clock.now(), wait: (ms) => clock.wait(ms * 100) };
}
