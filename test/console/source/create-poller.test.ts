import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LogEntry, Visitor } from "../../../contract/emulator.ts";
import { createPoller } from "../../../console/source/create-poller.ts";
import type { Reading } from "../../../console/source/create-poller.ts";
import type { ConsoleSource } from "../../../console/source/emulator-source.ts";
import { unknownVisitor, visit } from "../timeline-rows.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const addresses = {
  portal: "http://localhost:4000",
  org: "http://127.0.0.1:4001",
  insights: "http://127.0.0.1:4002",
  orgToken: "t",
  console: "",
};
const entry = (n: number, effect: string): LogEntry => ({
  n,
  at: "2026-11-22T10:00:00Z",
  origin: "org",
  method: "GET",
  path: "/",
  status: 200,
  effect,
});

/** An emulator the test changes while the poller asks it. */
function createEmulator() {
  const emulator = { log: [] as LogEntry[], visitors: [] as Visitor[], isDown: false, rowsFail: false, opens: 0, rowReads: 0, asks: 0 };
  const source: ConsoleSource = {
    addresses,
    readState: async () => {
      emulator.asks += 1;
      if (emulator.isDown) throw new Error("Failed to fetch");
      return { visitors: emulator.visitors };
    },
    readLog: async (since) => ({ next: emulator.log.at(-1)?.n ?? 0, entries: emulator.log.filter(({ n }) => n > since) }),
    readNow: async () => 1_000,
    readRows: async () => {
      if (emulator.rowsFail) throw new Error("Failed to fetch");
      emulator.rowReads += 1;
      return visit;
    },
    refresh: async () => ({ visitors: [] }),
  };
  const open = async (): Promise<ConsoleSource> => {
    emulator.opens += 1;
    if (emulator.isDown) throw new Error("Failed to fetch");
    return source;
  };
  return { emulator, open };
}

function start(isVisible = () => true) {
  const { emulator, open } = createEmulator();
  const readings: Reading[] = [];
  let losses = 0;
  const poller = createPoller({ open, isVisible, onReading: (reading) => readings.push(reading), onLost: () => (losses += 1) });
  return { emulator, readings, poller, losses: () => losses };
}

describe("createPoller", () => {
  it("reads about once a second, and the rows only when something changed", async () => {
    const { emulator, readings, poller } = start();
    await poller.poll();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(readings).toHaveLength(4);
    expect(emulator.rowReads).toBe(1);
    emulator.log.push(entry(1, ""));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(emulator.rowReads).toBe(1);
    emulator.log.push(entry(2, "contact created"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(emulator.rowReads).toBe(2);
    emulator.visitors = [unknownVisitor];
    await vi.advanceTimersByTimeAsync(2_000);
    expect(emulator.rowReads).toBe(3);
    expect(readings.at(-1)?.log.map(({ effect }) => effect)).toEqual(["contact created"]);
    poller.stop();
  });

  it("asks nothing while nobody looks, and at once when somebody does", async () => {
    let isVisible = false;
    const { emulator, readings, poller } = start(() => isVisible);
    await poller.poll();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(emulator.opens + emulator.asks).toBe(0);
    isVisible = true;
    await poller.poll();
    expect(readings).toHaveLength(1);
    poller.stop();
  });

  it("says that the connection is lost, tries again ever more slowly, and recovers with fresh addresses", async () => {
    const { emulator, readings, poller, losses } = start();
    await poller.poll();
    emulator.isDown = true;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(losses()).toBeGreaterThanOrEqual(4);
    expect(losses()).toBeLessThanOrEqual(8);
    emulator.isDown = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(readings.length).toBeGreaterThan(1);
    expect(emulator.rowReads).toBe(2);
    poller.stop();
  });

  it("reads the rows again after a reading of them failed", async () => {
    const { emulator, poller, losses } = start();
    await poller.poll();
    emulator.rowsFail = true;
    emulator.log.push(entry(1, "contact created"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(losses()).toBe(1);
    emulator.rowsFail = false;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(emulator.rowReads).toBe(2);
    poller.stop();
  });

  it("starts over with an emulator that restarted", async () => {
    const { emulator, readings, poller } = start();
    emulator.log.push(entry(7, "contact created"));
    await poller.poll();
    emulator.log = [];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(readings.at(-1)?.log).toEqual([]);
    expect(emulator.rowReads).toBe(2);
    poller.stop();
  });

  it("does not ask twice at the same time", async () => {
    const { emulator, poller } = start();
    await Promise.all([poller.poll(), poller.poll()]);
    expect(emulator.asks).toBe(1);
    poller.stop();
  });
});
