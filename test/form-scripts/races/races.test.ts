import { beforeAll, describe, expect, it } from "vitest";
import { familyNames, type FamilyName } from "./draw-scenario.ts";
import { exploreAtRandom, exploreOrders, type OrdersTally, type RunOptions, type Tally } from "./explore.ts";
import type { ViolationKind } from "./judge.ts";
import { countedApart, renderRaces } from "./render-races.ts";
import { renderReplay, shrink, type Replay } from "./shrink.ts";
import { smallCases } from "./small-cases.ts";
import { submitNaively } from "./submit-naively.ts";
import { submitOurs } from "./submit-ours.ts";

/**
 * By hand: RACES_SCHEDULES=200000 runs so many instead, with other seeds and without the page of docs; RACES_REPLAY='…', as a failed run prints it, shows one
 * schedule step by step; RACES_NAIVE=1 shows it of the naive version.
 */
const byHand = Number(process.env["RACES_SCHEDULES"]) || 0;
const ours: RunOptions = { submit: submitOurs };
const naive: RunOptions = { submit: submitNaively, isNaive: true };

/** Schedules of each family; those with long queues of tabs cost ten times as much as the others. */
const schedulesOf = (family: FamilyName): number => {
  const usual = family === "crowded" || family === "another-person" || family === "leaving" ? 400 : 700;
  return byHand ? Math.ceil((byHand * usual) / 10_000) : usual;
};
const ordersOfEach = byHand ? 0 : 300;
const firstSeed = byHand ? 1_000_000 : 1;
const limitMs = byHand ? 3_600_000 : 240_000;

/** The first schedule of that kind, made as small as it gets, with every step. */
const explain = async (tally: Tally, kind: ViolationKind, options: RunOptions): Promise<string> => {
  const found = tally.found.get(kind);
  return found ? renderReplay(await shrink(found, kind, options), options) : "";
};

/** Fails with the smallest schedule that shows it. */
async function expectNone(name: string, tally: Tally): Promise<void> {
  const kind = [...tally.found.keys()].find((found) => !countedApart.has(found));
  const text = kind ? `${name}: ${JSON.stringify(tally.violations)}\n${await explain(tally, kind, ours)}` : "";
  expect(text).toBe("");
  expect(tally.schedules).toBeGreaterThan(0);
  expect(tally.done).toBeGreaterThan(0);
}

const replayed = process.env["RACES_REPLAY"];

describe.skipIf(replayed)("races between tabs and devices", () => {
  const families = new Map<FamilyName, Tally>();
  const orders = new Map<string, OrdersTally>();
  const controls = new Map<string, Tally>();

  beforeAll(async () => {
    for (const name of familyNames)
      families.set(name, await exploreAtRandom(name, { from: firstSeed, schedules: schedulesOf(name) }, ours));
    for (const [name, scenario] of Object.entries(smallCases)) orders.set(name, await exploreOrders(scenario, ordersOfEach, ours));
    for (const name of ["same-address", "impatient", "another-person", "devices"] as const)
      controls.set(`naive, ${name}`, await exploreAtRandom(name, { from: 1, schedules: 200 }, naive));
    for (const [name, family] of [
      ["our own, locks that let everybody in", "same-address"],
      ["the same, two people", "another-person"],
    ] as const)
      controls.set(name, await exploreAtRandom(family, { from: 1, schedules: 100, locks: "broken" }, ours));
  }, limitMs);

  it.each(familyNames)("%s: one contact, the right call, nobody left waiting", { timeout: 120_000 }, async (name) => {
    const tally = families.get(name);
    expect(tally).toBeDefined();
    if (tally) await expectNone(name, tally);
  });

  it.skipIf(byHand).each(Object.keys(smallCases))("%s: the same in every order up to one deviation", { timeout: 120_000 }, async (name) => {
    const tally = orders.get(name);
    expect(tally?.wholeUpTo).toBeGreaterThanOrEqual(1);
    if (tally) await expectNone(name, tally);
  });

  it("runs at least 10,000 schedules", () => {
    const tallies = [...families.values(), ...orders.values()];
    expect(tallies.reduce((total, { schedules }) => total + schedules, 0)).toBeGreaterThanOrEqual(10_000);
  });

  it("gives every pair of contacts a reason that its family can have", () => {
    const unusual = [...families].flatMap(([name, { duplicates }]) =>
      Object.keys(duplicates)
        .filter((reason) => !["given-up", "tab-closed", ...(reasonsOf[name] ?? [])].includes(reason))
        .map((reason) => `${name}: ${reason}`),
    );
    expect(unusual).toEqual([]);
  });

  it("shows the two ways in which a create can come too late to be known of", () => {
    expect(families.get("late-creates")?.duplicates["given-up"]).toBeGreaterThan(0);
    expect(families.get("late-creates")?.duplicates["tab-closed"]).toBeGreaterThan(0);
  });

  it("makes no two contacts on two devices where keys are answered, and some where they are not", () => {
    expect(families.get("by-key")?.duplicates).toEqual({});
    expect(families.get("devices")?.duplicates["other-device"]).toBeGreaterThan(0);
  });

  it("takes people apart unless their trackers load at the same time", () => {
    const withTwoPeople = new Set<FamilyName>(["another-person", "crowded", "signing-in", "prefetching", "confirmed"]);
    const others = familyNames.filter((name) => !withTwoPeople.has(name));
    expect(others.filter((name) => families.get(name)?.violations["two-people-on-a-new-cookie"])).toEqual([]);
  });

  it("finds duplicates, lost calls and mixed-up people in the naive version", () => {
    expect(controls.get("naive, same-address")?.violations.duplicate).toBeGreaterThan(0);
    expect(controls.get("naive, same-address")?.violations["call-lost"]).toBeGreaterThan(0);
    expect(controls.get("naive, impatient")?.violations.duplicate).toBeGreaterThan(0);
    expect(controls.get("naive, another-person")?.violations["two-people-on-a-cookie"]).toBeGreaterThan(0);
    expect(controls.get("naive, devices")?.duplicates["other-device"]).toBeGreaterThan(0);
  });

  it("finds duplicates in our own version too when locks let everybody in", () => {
    expect(controls.get("our own, locks that let everybody in")?.violations.duplicate).toBeGreaterThan(0);
  });

  it.skipIf(byHand)("docs/races.md says what came of them", async () => {
    await expect(renderRaces({ families, orders, controls })).toMatchFileSnapshot("../../../docs/races.md");
  });

  it.runIf(byHand)("prints what came of them", () => {
    process.stdout.write(renderRaces({ families, orders, controls }));
  });
});

/** Reasons for two contacts beside those that a lost answer may have anywhere. */
const reasonsOf: Partial<Record<FamilyName, readonly string[]>> = {
  devices: ["other-device"],
  "by-key-faults": ["other-device"],
  "by-key-refused": ["other-device"],
  "outside-contact": ["read-cache", "outside"],
  "no-storage": ["no-lock"],
};

describe.runIf(replayed)("one schedule again", () => {
  it("shows every step", async () => {
    // What a failed run has printed.
    const found = JSON.parse(replayed ?? "") as Replay;
    const text = await renderReplay(found, process.env["RACES_NAIVE"] ? naive : ours);
    process.stdout.write(`${text}\n`);
    expect(text).not.toBe("");
  });
});
