import { afterEach, describe, expect, it } from "vitest";
import { openCachedPortal, type CachedPortal } from "./cached-portal.ts";

let portal: CachedPortal;
afterEach(async () => {
  await portal.emulator.close();
});

const shown = async (): Promise<string | undefined> => (await portal.show("/")).body;

describe("a changed site folder", () => {
  it("shows at once", async () => {
    portal = await openCachedPortal({ body: "<<before>>" });
    await shown();
    portal.change({ body: "<<after>>" });
    expect(await shown()).toBe("after");
  });

  it("shows, with the portal's cache on, when what the portal knows is 15 minutes old", async () => {
    portal = await openCachedPortal({ body: "<<before>>", switches: { configurationCache: "on" } });
    portal.change({ body: "<<after>>" });
    await portal.advance("15m");
    expect(await shown()).toBe("before");
    await portal.advance("1s");
    expect(await shown()).toBe("after");
    portal.change({ body: "<<later>>" });
    await portal.advance("14m");
    expect(await shown()).toBe("after");
  });

  it("shows when the caches are cleared", async () => {
    portal = await openCachedPortal({ body: "<<before>>", header: "[[before]]", switches: { configurationCache: "on" } });
    await shown();
    portal.change({ body: "<<after>>", header: "[[after]]" });
    expect(await shown()).toBe("before");
    await portal.ask("/_emulator/clear-cache", { method: "POST" });
    expect(await portal.show("/")).toMatchObject({ body: "after", header: "after" });
  });

  it("shows when the switch is turned off while it waits, and when the clock is set back", async () => {
    portal = await openCachedPortal({ body: "<<before>>", switches: { configurationCache: "on" } });
    portal.change({ body: "<<after>>" });
    expect(await shown()).toBe("before");
    await portal.ask("/_emulator/switches", { method: "PATCH", body: JSON.stringify({ configurationCache: "off" }) });
    expect(await shown()).toBe("after");
    await portal.ask("/_emulator/switches", { method: "PATCH", body: JSON.stringify({ configurationCache: "on" }) });
    portal.change({ body: "<<later>>" });
    await portal.ask("/_emulator/clock", { method: "POST", body: JSON.stringify({ set: "2026-01-01T00:00:00Z" }) });
    expect(await shown()).toBe("later");
  });
});
