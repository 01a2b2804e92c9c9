import { describe, expect, it } from "vitest";
import { submitLimitMs } from "../../../form-scripts/contact-capture/request.ts";
import { isTaken, takeTurn, turnKey, turnPollMs } from "../../../form-scripts/contact-capture/take-turn.ts";
import type { TurnMark } from "../../../form-scripts/contact-capture/turn.ts";
import { createAutoClock } from "../../identity/auto-clock.ts";
import { createMemoryStore } from "../../identity/memory-store.ts";
import { createPage, type TestPage } from "./portal-double.ts";

const now = Date.parse("2026-01-01T00:00:00Z");

/** Locks as a browser gives them, to all tabs of one site. */
function createLocks() {
  let last: Promise<unknown> = Promise.resolve();
  const names: string[] = [];
  return {
    names,
    request(name: string, run: () => Promise<void>): Promise<unknown> {
      names.push(name);
      const result = last.then(run);
      last = result.catch(() => undefined);
      return result;
    },
  };
}

/** Tabs of one browser: one clock, one `localStorage`, locks if it has them. */
function openTabs(count: number, window: object, local: TestPage["local"] = createMemoryStore()): TestPage[] {
  const clock = createAutoClock();
  let random = 0;
  return Array.from({ length: count }, () => ({ ...createPage({ window }), local, clock, random: () => (random += 0.125) }));
}

const noStorage = { entries: new Map<string, string>(), getItem: () => null, setItem: () => undefined, removeItem: () => undefined };

describe("a turn", () => {
  it.each<[string, () => object]>([
    ["Web Locks", () => ({ navigator: { locks: createLocks() } })],
    ["localStorage, without Web Locks", () => ({})],
    ["localStorage, with locks that are refused", () => ({ navigator: { locks: { request: () => Promise.reject(new Error("no")) } } })],
    ["localStorage, with something else in place of locks", () => ({ navigator: { locks: {} } })],
  ])("is one tab's at a time, by %s", async (_case, window) => {
    const tabs = openTabs(4, window());
    const log: string[] = [];
    await Promise.all(
      tabs.map((tab, index) =>
        takeTurn(tab, async () => {
          log.push(`${index} in`);
          await tab.clock.wait(700);
          log.push(`${index} out`);
        }),
      ),
    );
    expect(log.filter((_entry, index) => index % 2 === 0).sort()).toEqual(["0 in", "1 in", "2 in", "3 in"]);
    for (let index = 0; index < log.length; index += 2) expect(log[index + 1]).toBe(log[index]?.replace("in", "out"));
  });

  it("begins at once with a lock, whatever a tab that died has left", async () => {
    const locks = createLocks();
    const [tab] = openTabs(1, { navigator: { locks } }, createMemoryStore({ [turnKey]: `${now + 9_000} 0.5` }));
    if (!tab) throw new Error("no tab");
    let startedAt = 0;
    await takeTurn(tab, async () => void (startedAt = tab.clock.now()));
    expect(startedAt).toBe(now);
    expect(locks.names).toEqual(["portalkit.capture"]);
  });

  it("waits for a lease of a tab that died to end, and a moment to see whether the own one stands", async () => {
    const [tab] = openTabs(1, {}, createMemoryStore({ [turnKey]: `${now + 9_000} 0.5` }));
    if (!tab) throw new Error("no tab");
    let startedAt = 0;
    await takeTurn(tab, async () => void (startedAt = tab.clock.now()));
    expect(startedAt).toBe(now + 9_000 + turnPollMs);
  });

  it("is given up where nobody gives the lock for as long as a submission takes", async () => {
    const [tab] = openTabs(1, { navigator: { locks: { request: () => new Promise(() => undefined) } } });
    if (!tab) throw new Error("no tab");
    let runs = 0;
    await takeTurn(tab, async () => void runs++);
    expect(runs).toBe(0);
    expect(tab.clock.now()).toBe(now + submitLimitMs);
  });

  it.each<[string, () => object]>([
    ["the lock", () => ({ navigator: { locks: createLocks() } })],
    ["the lease", () => ({})],
  ])("is given up where others have %s for longer than a submission takes", async (_case, window) => {
    const [first, second] = openTabs(2, window());
    if (!first || !second) throw new Error("no tabs");
    // One that goes on and on: whoever follows it renews the lease.
    void takeTurn(first, async () => {
      for (let index = 0; index < 5; index++) {
        await first.clock.wait(10_000);
        first.local.setItem(turnKey, `${first.clock.now() + submitLimitMs} 0.5`);
      }
    });
    let runs = 0;
    const start = second.clock.now();
    await takeTurn(second, async () => void runs++);
    expect(runs).toBe(0);
    expect(second.clock.now() - start).toBeGreaterThanOrEqual(submitLimitMs);
    expect(second.clock.now() - start).toBeLessThanOrEqual(submitLimitMs + 2 * turnPollMs);
  });

  it("does not run where the lock comes after all", async () => {
    let give: () => void = () => undefined;
    const request = (_name: string, run: () => Promise<void>): Promise<void> => new Promise((resolve) => (give = () => resolve(run())));
    const [tab] = openTabs(1, { navigator: { locks: { request } } });
    if (!tab) throw new Error("no tab");
    let runs = 0;
    await takeTurn(tab, async () => void runs++);
    give();
    await tab.clock.wait(submitLimitMs);
    expect(runs).toBe(0);
  });

  it("leaves a mark that says until when it lasts, and another one when it is over", async () => {
    const [tab] = openTabs(1, {});
    if (!tab) throw new Error("no tab");
    let during: TurnMark;
    await takeTurn(tab, async () => {
      during = tab.local.getItem(turnKey);
      await tab.clock.wait(300);
    });
    expect(during).toBe(`${now + submitLimitMs} 0.125`);
    expect(tab.local.getItem(turnKey)).toBe(`${now + turnPollMs + 300} 0.25`);
    // Whoever waits for the result has it at once.
    expect(tab.clock.now()).toBe(now + turnPollMs + 300);
  });

  it("is given the mark of the turn before it, not of what it has waited through", async () => {
    const tabs = openTabs(2, {});
    const before: TurnMark[] = [];
    await Promise.all(
      tabs.map((tab) =>
        takeTurn(tab, async (mark) => {
          before.push(mark);
          await tab.clock.wait(300);
        }),
      ),
    );
    expect(before[0]).toBeNull();
    expect(before[1]).toMatch(new RegExp(`^${now + turnPollMs + 300} `));
  });

  it("is given no mark where none can be kept, and is not held up", async () => {
    const [tab] = openTabs(1, {}, noStorage);
    if (!tab) throw new Error("no tab");
    const seen: TurnMark[] = [];
    await takeTurn(tab, async (mark) => void seen.push(mark));
    expect(seen).toEqual([false]);
    expect(tab.clock.now()).toBe(now + turnPollMs);
  });

  it("leaves the mark of whoever has taken over", async () => {
    const [tab] = openTabs(1, {});
    if (!tab) throw new Error("no tab");
    await takeTurn(tab, async () => tab.local.setItem(turnKey, "of another tab"));
    expect(tab.local.getItem(turnKey)).toBe("of another tab");
  });

  it.each([{}, { navigator: { locks: createLocks() } }])("is over also where it failed, and says so", async (window) => {
    const [tab] = openTabs(1, window);
    if (!tab) throw new Error("no tab");
    await expect(takeTurn(tab, () => Promise.reject(new Error("ours")))).rejects.toThrow("ours");
    const startedAt = tab.clock.now();
    let next: number | undefined;
    await takeTurn(tab, async () => void (next = tab.clock.now() - startedAt));
    // The next one begins at once, but for the look at what other tabs write.
    expect(next).toBeLessThanOrEqual(turnPollMs);
  });

  it("leaves its mark as it was under a lock, since the next one may have begun by the time others see another", async () => {
    const [tab] = openTabs(1, { navigator: { locks: createLocks() } });
    if (!tab) throw new Error("no tab");
    let own: TurnMark;
    await takeTurn(tab, async () => void (own = tab.local.getItem(turnKey)));
    expect(own).toBeTruthy();
    expect(tab.local.getItem(turnKey)).toBe(own);
  });

  it("is over for everybody else at its end where there is no lock", async () => {
    const [tab] = openTabs(1, {});
    if (!tab) throw new Error("no tab");
    await takeTurn(tab, () => Promise.resolve());
    expect(isTaken(tab.local.getItem(turnKey), tab.clock.now())).toBe(false);
  });
});

describe("isTaken", () => {
  it.each([
    [null, false],
    [undefined, false],
    ["", false],
    ["junk", false],
    [`${now} 0.5`, false],
    [`${now - 1} 0.5`, false],
    [`${now + 1} 0.5`, true],
    [`${now + submitLimitMs} 0.5`, true],
    [`${now + submitLimitMs + 1} 0.5`, false],
  ])("takes %j for %s", (mark, taken) => {
    expect(isTaken(mark, now)).toBe(taken);
  });
});
