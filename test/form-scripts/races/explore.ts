import { chooseAny, chooseAsWritten, chooseByRank } from "./choosers.ts";
import { drawScenario, type FamilyName } from "./draw-scenario.ts";
import type { Reason, ViolationKind } from "./judge.ts";
import { createRandom } from "./random.ts";
import { runSchedule, type Schedule, type ScheduleOptions } from "./run-schedule.ts";
import type { LockKind, Scenario } from "./scenario.ts";
import type { Replay } from "./shrink.ts";

export type RunOptions = Pick<ScheduleOptions, "submit" | "isNaive">;

/** What came of many schedules. */
export interface Tally {
  schedules: number;
  /** Points at which there was a choice. */
  choices: number;
  presses: number;
  done: number;
  told: number;
  readonly duplicates: Partial<Record<Reason, number>>;
  readonly violations: Partial<Record<ViolationKind, number>>;
  /** The first schedule of each kind. */
  readonly found: Map<ViolationKind, Replay>;
}

export const createTally = (): Tally => ({
  schedules: 0,
  choices: 0,
  presses: 0,
  done: 0,
  told: 0,
  duplicates: {},
  violations: {},
  found: new Map(),
});

function count(tally: Tally, scenario: Scenario, schedule: Schedule): void {
  tally.schedules++;
  tally.choices += schedule.choices.length;
  tally.presses += schedule.presses;
  tally.done += schedule.done;
  tally.told += schedule.told;
  for (const [reason, number] of Object.entries(schedule.duplicates) as [Reason, number][])
    if (number > 0) tally.duplicates[reason] = (tally.duplicates[reason] ?? 0) + number;
  for (const { kind } of schedule.violations) {
    tally.violations[kind] = (tally.violations[kind] ?? 0) + 1;
    if (!tally.found.has(kind)) tally.found.set(kind, { scenario, choices: schedule.choices });
  }
}

/** So many schedules of a family, each drawn from a seed: every other one by even chances, the rest by ranks. */
export async function exploreAtRandom(
  family: FamilyName,
  { from, schedules, locks }: { readonly from: number; readonly schedules: number; readonly locks?: LockKind },
  options: RunOptions,
): Promise<Tally> {
  const tally = createTally();
  for (let seed = from; seed < from + schedules; seed++) {
    const drawn = drawScenario(family, seed);
    const scenario = locks ? { ...drawn, browsers: drawn.browsers.map((browser) => ({ ...browser, locks })) } : drawn;
    const choose = (seed % 2 ? chooseAny : chooseByRank)(createRandom(seed));
    count(tally, scenario, await runSchedule({ ...options, scenario, choose }));
  }
  return tally;
}

export interface OrdersTally extends Tally {
  /** All schedules that deviate from the plain order at so many points or fewer have been run. */
  wholeUpTo: number;
}

/**
 * Schedules of one scenario in order of how often they deviate from the plain order, in which the earliest step always comes first: none, then one
 * deviation at every point, then two, until so many schedules have been run. Whatever takes only few things out of order is found for certain.
 */
export async function exploreOrders(scenario: Scenario, limit: number, options: RunOptions): Promise<OrdersTally> {
  const tally = createTally();
  let prefixes: readonly (readonly number[])[] = [[]];
  for (let deviations = 0; ; deviations++) {
    const next: (readonly number[])[] = [];
    for (const prefix of prefixes) {
      if (tally.schedules >= limit) return { ...tally, wholeUpTo: deviations - 1 };
      const schedule = await runSchedule({ ...options, scenario, choose: chooseAsWritten(prefix) });
      count(tally, scenario, schedule);
      schedule.widths.forEach((width, index) => {
        if (index < prefix.length) return;
        const before = [...prefix, ...Array.from({ length: index - prefix.length }, () => 0)];
        for (let choice = 1; choice < width; choice++) next.push([...before, choice]);
      });
    }
    if (next.length === 0) return { ...tally, wholeUpTo: Infinity };
    prefixes = next;
  }
}
