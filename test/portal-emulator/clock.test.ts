import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClock, createKeptClock, parseSpan } from "../../portal-emulator/clock.ts";
import { createEmulator, type Emulator } from "../../portal-emulator/create-emulator.ts";
import { readSite } from "../../site/read-site.ts";
import { distFolder, starterFolder } from "../support/kit-site.ts";

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
const dayMs = 86_400_000;

describe("a clock", () => {
  test("runs with the machine's from wherever it was moved", () => {
    let machineMs = 1_000;
    const clock = createClock(() => machineMs);
    clock.advance(500);
    expect([clock.now().getTime(), clock.offsetMs()]).toEqual([1_500, 500]);
    clock.set(new Date(9_000));
    machineMs += 10;
    expect([clock.now().getTime(), clock.offsetMs()]).toEqual([9_010, 8_000]);
  });

  test.each([
    { move: "advance", act: (clock: ReturnType<typeof createClock>) => clock.advance(700), kept: 700 },
    { move: "set", act: (clock: ReturnType<typeof createClock>) => clock.set(new Date(400)), kept: -600 },
  ])("keeps its offset at each $move, and not before", ({ act, kept }) => {
    const told: number[] = [];
    const clock = createKeptClock(
      createClock(() => 1_000),
      { clockOffsetMs: () => undefined, keepClockOffset: (ms) => void told.push(ms) },
    );
    expect(told).toEqual([]);
    act(clock);
    expect(told).toEqual([kept]);
  });

  test("leaves a moved clock alone where none was kept, and replaces its offset where one was", () => {
    const moved = (): ReturnType<typeof createClock> => {
      const clock = createClock(() => 1_000);
      clock.advance(5);
      return clock;
    };
    const over = (kept: number | undefined): number =>
      createKeptClock(moved(), { clockOffsetMs: () => kept, keepClockOffset: () => undefined })
        .now()
        .getTime();
    expect([over(undefined), over(0), over(-300)]).toEqual([1_005, 1_000, 700]);
  });

  test.each([
    ["14m", 840_000],
    ["7d", 7 * dayMs],
    ["7", undefined],
    ["1.5h", undefined],
    ["", undefined],
  ])("%j is a span of %s ms", (span, ms) => expect(parseSpan(span)).toBe(ms));
});

describe("a database file", () => {
  let folder: string;
  let emulator: Emulator;
  const open = async (machineNow: string): Promise<void> => {
    emulator = await createEmulator({
      site: await readSite(starterFolder("enhanced")),
      database: join(folder, "emulator.db"),
      distFolder,
      addresses,
      clock: createClock(() => Date.parse(machineNow)),
    });
  };
  const post = (path: string, body: unknown): Promise<Response> =>
    emulator.fetch(
      "portal",
      new Request(addresses.portal + path, { method: "POST", body: JSON.stringify(body), headers: { origin: addresses.portal } }),
    );
  const now = (): string => emulator.clock.now().toISOString();
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "clock-"));
    await open("2026-03-01T00:00:00Z");
  });
  afterEach(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("takes the moved clock over to the next run: no row is of the future there", async () => {
    await post("/_emulator/clock", { advance: "8d" });
    const row = emulator.store.insert("contact", { lastname: "Example" });
    expect(row["createdon"]).toBe("2026-03-09T00:00:00Z");
    await emulator.close();
    await open("2026-03-01T00:05:00Z");
    expect(now()).toBe("2026-03-09T00:05:00.000Z");
    const [found] = emulator.store.query("contact");
    expect(Date.parse(String(found?.["createdon"]))).toBeLessThanOrEqual(emulator.clock.now().getTime());
  });

  test("keeps the moved clock through resets, in the run and after it", async () => {
    await post("/_emulator/clock", { advance: "1d" });
    await post("/_emulator/reset", {});
    expect(now()).toBe("2026-03-02T00:00:00.000Z");
    await emulator.close();
    await open("2026-03-01T00:00:00Z");
    expect(now()).toBe("2026-03-02T00:00:00.000Z");
  });

  test("says nothing about the time of a clock that nobody moved", async () => {
    await emulator.close();
    await open("2026-03-01T01:00:00Z");
    expect(now()).toBe("2026-03-01T01:00:00.000Z");
  });

  test("keeps a move made while a transaction is open that is then rolled back", async () => {
    const { store, clock } = emulator;
    await post("/_emulator/clock", { advance: "1h" });
    expect(() =>
      store.transaction(() => {
        clock.advance(dayMs);
        throw new RangeError("no");
      }),
    ).toThrow(RangeError);
    await post("/_emulator/clock", { advance: "1h" });
    expect(store.clockOffsetMs()).toBe(clock.offsetMs());
  });
});
