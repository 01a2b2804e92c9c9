import { describe, expect, it } from "vitest";
import { createRefreshes } from "../../../portal-emulator/insights/create-refreshes.ts";
import { RefreshAbandoned } from "../../../portal-emulator/insights/refresh.ts";
import { batchOf, contactA, createWorld, userEvent } from "./world.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const daily = { frequency: "daily", times: ["06:00", "18:00"], timeZone: "UTC" } as const;

/** At 2026-11-22T10:00Z, with real time in the test's hands. */
function createScheduled() {
  const world = createWorld();
  let tick: (() => void) | undefined;
  const refreshes = createRefreshes(world.ctx, {
    clock: world.clock,
    startTicking: (ring) => {
      tick = ring;
      return () => (tick = undefined);
    },
  });
  const passTime = async (ms: number) => {
    world.clock.advance(ms);
    tick?.();
    // The queue is first come, first served: this ends after what the tick started.
    await refreshes.moveClock((now) => now);
  };
  return { ...world, refreshes, passTime, advanceClock: async (ms: number) => refreshes.moveClock((now) => new Date(now.getTime() + ms)) };
}

describe("the refreshes of Customer Insights", () => {
  it("never come by themselves unless asked to", async () => {
    const { refreshes, advanceClock } = createScheduled();
    expect(refreshes.answer()).toEqual({ schedule: { frequency: "off" }, next: null, last: null });
    expect(await advanceClock(30 * dayMs)).toEqual({ ok: true, refreshes: [] });
    expect(refreshes.answer().last).toBeNull();
  });

  it("run at their times, in order, when the clock is moved over them", async () => {
    const { refreshes, advanceClock, clock } = createScheduled();
    refreshes.setSchedule(daily);
    expect(refreshes.answer().next).toBe("2026-11-22T18:00:00.000Z");
    const moved = await advanceClock(dayMs + 8 * 60 * 60 * 1_000);
    expect(moved.ok ? moved.refreshes.map(({ at, startedBy }) => [at, startedBy]) : []).toEqual([
      ["2026-11-22T18:00:00.000Z", "schedule"],
      ["2026-11-23T06:00:00.000Z", "schedule"],
      ["2026-11-23T18:00:00.000Z", "schedule"],
    ]);
    expect(clock.now().toISOString()).toBe("2026-11-23T18:00:00.000Z");
    expect(await advanceClock(60_000)).toEqual({ ok: true, refreshes: [] });
    expect(refreshes.answer()).toMatchObject({ next: "2026-11-24T06:00:00.000Z", last: { at: "2026-11-23T18:00:00.000Z" } });
  });

  it("save a pending link that would have expired before the clock arrives", async () => {
    const visit = async (world: ReturnType<typeof createScheduled>) => {
      world.store.insert("contact", { contactid: contactA });
      await world.send(JSON.stringify(batchOf([userEvent(contactA)])));
      await world.advanceClock(8 * dayMs);
      await world.refreshes.run();
      return world.visitors()[0]?.state;
    };
    const scheduled = createScheduled();
    scheduled.refreshes.setSchedule({ frequency: "weekly", days: ["wednesday"], times: ["03:00"], timeZone: "UTC" });
    expect(await visit(scheduled)).toBe("known");
    expect(await visit(createScheduled())).toBe("expired");
  });

  it("run by real time, late ones as one", async () => {
    const { refreshes, passTime } = createScheduled();
    refreshes.setSchedule(daily);
    await passTime(7 * 60 * 60 * 1_000);
    expect(refreshes.answer().last).toBeNull();
    await passTime(60 * 60 * 1_000);
    expect(refreshes.answer().last).toMatchObject({ at: "2026-11-22T18:00:00.000Z", startedBy: "schedule" });
    await passTime(5 * dayMs);
    expect(refreshes.answer().last).toMatchObject({ at: "2026-11-27T18:00:00.000Z" });
    refreshes.setSchedule({ frequency: "off" });
    await passTime(5 * dayMs);
    expect(refreshes.answer().last).toMatchObject({ at: "2026-11-27T18:00:00.000Z" });
  });

  it("do not run for a clock set back, and run again from there on", async () => {
    const { refreshes, advanceClock } = createScheduled();
    refreshes.setSchedule(daily);
    expect(await refreshes.moveClock(() => new Date("2026-11-01T00:00:00Z"))).toEqual({ ok: true, refreshes: [] });
    const moved = await advanceClock(dayMs);
    expect(moved.ok ? moved.refreshes.map(({ at }) => at) : []).toEqual(["2026-11-01T06:00:00.000Z", "2026-11-01T18:00:00.000Z"]);
  });

  it("refuse a move over too many, and leave the clock", async () => {
    const { refreshes, advanceClock, clock } = createScheduled();
    refreshes.setSchedule(daily);
    const before = clock.now();
    expect(await advanceClock(1_000 * dayMs)).toEqual({ ok: false, code: "too-many-refreshes" });
    expect(clock.now()).toEqual(before);
  });

  it("wait for each other", async () => {
    const { refreshes, store } = createScheduled();
    store.insertMany(
      "contact",
      Array.from({ length: 120 }, (_, index) => ({ lastname: `Example ${index}` })),
    );
    const [first, second] = await Promise.all([refreshes.run(), refreshes.run()]);
    expect([first.unified, second.unified, second.ingested]).toEqual([120, 0, 0]);
    expect(store.count("msdynci_customerprofile")).toBe(120);
  });

  it("tell what became of one that was abandoned, and go on after it", async () => {
    const { refreshes, store } = createScheduled();
    store.insert("contact", { contactid: contactA });
    const running = refreshes.run();
    const refused = expect(running).rejects.toThrow(RefreshAbandoned);
    await Promise.resolve();
    await Promise.resolve();
    store.reset();
    await refused;
    expect(refreshes.answer().last).toMatchObject({ error: "Every row was replaced while Customer Insights refreshed." });
    expect(await refreshes.run()).toMatchObject({ mode: "full", startedBy: "request" });
  });

  it("end with the emulator, one under way at its next step", async () => {
    const { refreshes, store } = createScheduled();
    store.insertMany(
      "contact",
      Array.from({ length: 1_200 }, (_, index) => ({ lastname: `Example ${index}` })),
    );
    const running = expect(refreshes.run()).rejects.toThrow(RefreshAbandoned);
    await refreshes.close();
    await running;
    expect(store.count("msdynci_customerprofile")).toBeLessThan(1_200);
  });
});
