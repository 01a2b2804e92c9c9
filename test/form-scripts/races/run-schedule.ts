import { createRandom, seedOf, somewhere } from "./random.ts";
import { judge, type Verdict, type Violation } from "./judge.ts";
import type { Scenario } from "./scenario.ts";
import { createScheduler, type Choose } from "./scheduler.ts";
import { resumeOnPage, startVisitor, type Press, type Submit } from "./visitor.ts";
import { createWorld, openPage } from "./world.ts";

export interface ScheduleOptions {
  readonly scenario: Scenario;
  readonly choose: Choose;
  readonly submit: Submit;
  /** See `World`. */
  readonly isNaive?: boolean;
  readonly isTraced?: boolean;
}

export interface Schedule extends Verdict {
  readonly choices: readonly number[];
  readonly widths: readonly number[];
  readonly trace: readonly string[];
  readonly faults: readonly string[];
  /** Steps of the virtual clock, milliseconds. */
  readonly tookMs: number;
}

/** One schedule, from the first page to rest, and then one more page in each tab that is still there. */
export async function runSchedule({ scenario, choose, submit, isNaive = false, isTraced = false }: ScheduleOptions): Promise<Schedule> {
  const scheduler = createScheduler(choose, isTraced);
  const presses: Press[] = [];
  const world = createWorld({ scenario, scheduler, isNaive, onPage: (page) => resumeOnPage(world, page, presses) });
  const tabs = world.browsers.flatMap((browser) => browser.tabs);
  for (const { plan, tabs: opened } of world.browsers)
    opened.forEach((tab, index) => startVisitor(world, tab, plan.tabs[index] ?? [], submit, presses));
  let halt: Violation | undefined;
  try {
    await scheduler.run();
    // What a last page itself has brought to its end may be told on the next one only.
    for (let left = scenario.outbox ? 2 : 1; left > 0; left--) {
      for (const tab of tabs) {
        const delay = somewhere(createRandom(seedOf(scenario.seed, `${tab.name} ${left}`)), 0, 5_000);
        if (!tab.isGone) scheduler.after(tab, "opens a last page", delay, () => void openPage(world, tab, true));
      }
      await scheduler.run();
    }
  } catch (error) {
    halt = { kind: "threw", what: String(error) };
  }
  const verdict = judge(world, presses);
  return {
    ...verdict,
    violations: halt ? [halt, ...verdict.violations] : verdict.violations,
    choices: scheduler.choices,
    widths: scheduler.widths,
    trace: scheduler.trace,
    faults: world.network.faults,
    tookMs: scheduler.now(),
  };
}
