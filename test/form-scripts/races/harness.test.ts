import { describe, expect, it } from "vitest";
import { chooseAny, chooseAsWritten, chooseByRank } from "./choosers.ts";
import { drawScenario, familyNames } from "./draw-scenario.ts";
import { createLocksModel } from "./locks-model.ts";
import { createRandom } from "./random.ts";
import { runSchedule } from "./run-schedule.ts";
import { createScheduler, type Owner } from "./scheduler.ts";
import { createSharedStorage, visibleWithinMs } from "./shared-storage.ts";
import { submitNaively } from "./submit-naively.ts";
import { submitOurs } from "./submit-ours.ts";

const owner = (name: string): Owner => ({ name, isGone: false });
const plain = chooseAsWritten([]);

describe("the scheduler", () => {
  it("takes a step only while no other would have to be before it", async () => {
    const taken: string[] = [];
    const scheduler = createScheduler((steps) => steps.length - 1, false);
    const anybody = owner("anybody");
    scheduler.after(anybody, "late", [30, 40], () => void taken.push("late"));
    scheduler.after(anybody, "either", [10, 40], () => void taken.push("either"));
    scheduler.after(anybody, "soon", [0, 20], () => void taken.push(`soon at ${scheduler.now()}`));
    await scheduler.run();
    expect(taken).toEqual(["either", "soon at 10", "late"]);
    expect(scheduler.now()).toBe(30);
  });

  it("takes no step of one that has gone", async () => {
    const scheduler = createScheduler(plain, false);
    const page = owner("page");
    scheduler.after(page, "closes", [0, 0], () => (page.isGone = true));
    scheduler.after(page, "never", [1, 1], () => expect.unreachable());
    await scheduler.run();
    expect(scheduler.now()).toBe(0);
  });

  it("lets promises come to rest before the next step", async () => {
    const scheduler = createScheduler(plain, false);
    const anybody = owner("anybody");
    let hops = 0;
    scheduler.after(anybody, "starts", [0, 0], () => {
      void (async () => {
        for (; hops < 50; hops++) await Promise.resolve();
      })();
    });
    scheduler.after(anybody, "sees", [1, 1], () => expect(hops).toBe(50));
    await scheduler.run();
  });
});

describe("localStorage of two tabs", () => {
  it("shows a write at once to its own tab, and a moment later to the other", async () => {
    const scheduler = createScheduler(plain, false);
    const storage = createSharedStorage(scheduler, owner("browser"));
    const [one, other] = [storage.open(owner("one")), storage.open(owner("other"))];
    one.setItem("key", "value");
    expect([one.getItem("key"), other.getItem("key")]).toEqual(["value", null]);
    await scheduler.run();
    expect(other.getItem("key")).toBe("value");
    expect(visibleWithinMs).toBeGreaterThan(0);
  });

  it("keeps the write that became visible last, in every tab", async () => {
    const scheduler = createScheduler(plain, false);
    const storage = createSharedStorage(scheduler, owner("browser"));
    const [one, other] = [storage.open(owner("one")), storage.open(owner("other"))];
    one.setItem("key", "one");
    other.setItem("key", "other");
    await scheduler.run();
    expect([one.getItem("key"), other.getItem("key"), storage.open(owner("third")).getItem("key")]).toEqual(["other", "other", "other"]);
  });
});

describe("Web Locks of a browser", () => {
  // The double has what is used of it.
  const open = (isExclusive: boolean) => {
    const scheduler = createScheduler(plain, false);
    const model = createLocksModel(scheduler, owner("browser"), isExclusive);
    return { scheduler, model, locks: (page: Owner) => model.open(page) as LockManager };
  };

  it.each([
    [true, 1],
    [false, 2],
  ])("exclusive %s: lets in %d at a time", async (isExclusive, most) => {
    const { scheduler, locks } = open(isExclusive);
    let inside = 0;
    let seen = 0;
    for (const name of ["one", "other"]) {
      const page = owner(name);
      void locks(page).request("lock", async () => {
        seen = Math.max(seen, ++inside);
        await new Promise<void>((resolve) => scheduler.after(page, "works", [10, 10], resolve));
        inside--;
      });
    }
    await scheduler.run();
    expect(seen).toBe(most);
    expect(inside).toBe(0);
  });

  it("frees what a page held that has gone", async () => {
    const { scheduler, model, locks } = open(true);
    const [one, other] = [owner("one"), owner("other")];
    void locks(one).request("lock", () => new Promise(() => {}));
    let isIn = false;
    void locks(other).request("lock", () => void (isIn = true));
    await scheduler.run();
    expect(isIn).toBe(false);
    one.isGone = true;
    model.letGo(one);
    await scheduler.run();
    expect(isIn).toBe(true);
  });
});

describe("a schedule", () => {
  it.each(familyNames)("of %s is the same every time", async (family) => {
    const run = (seed: number) =>
      runSchedule({
        scenario: drawScenario(family, seed),
        choose: (seed % 2 ? chooseAny : chooseByRank)(createRandom(seed)),
        submit: submitOurs,
        isTraced: true,
      });
    for (const seed of [1, 2]) {
      const [once, again] = [await run(seed), await run(seed)];
      expect(again).toEqual(once);
      expect(once.trace.length).toBeGreaterThan(10);
    }
  });

  it("can be run again from what was chosen", async () => {
    const scenario = drawScenario("same-address", 3);
    const options = { scenario, submit: submitNaively, isNaive: true, isTraced: true };
    const drawn = await runSchedule({ ...options, choose: chooseAny(createRandom(3)) });
    const again = await runSchedule({ ...options, choose: chooseAsWritten(drawn.choices) });
    expect(again).toEqual(drawn);
    expect(new Set(drawn.choices).size).toBeGreaterThan(1);
  });
});
