import { chooseAsWritten } from "./choosers.ts";
import type { ViolationKind } from "./judge.ts";
import { runSchedule, type Schedule, type ScheduleOptions } from "./run-schedule.ts";
import type { BrowserPlan, Scenario } from "./scenario.ts";

/** A schedule by which anybody can see the same again: what was planned, and what was chosen. */
export interface Replay {
  readonly scenario: Scenario;
  readonly choices: readonly number[];
}

type RunOptions = Pick<ScheduleOptions, "submit" | "isNaive" | "isTraced">;

export const replay = ({ scenario, choices }: Replay, options: RunOptions): Promise<Schedule> =>
  runSchedule({ ...options, scenario, choose: chooseAsWritten(choices) });

/** Runs that a search for something smaller may cost. */
const runLimit = 600;

/** Leaves out tabs, actions, faults and deviations from the plain order as long as the same kind of violation is still found. */
export async function shrink(found: Replay, kind: ViolationKind, options: RunOptions): Promise<Replay> {
  let best = found;
  let runs = 0;
  const isStillFound = async (candidate: Replay): Promise<boolean> => {
    if (runs++ >= runLimit) return false;
    const { violations } = await replay(candidate, options);
    return violations.some((violation) => violation.kind === kind);
  };
  for (;;) {
    let smaller: Replay | undefined;
    for (const candidate of await listSmaller(best, options)) {
      if (!(await isStillFound(candidate))) continue;
      smaller = candidate;
      break;
    }
    if (!smaller) return best;
    best = smaller;
  }
}

async function listSmaller({ scenario, choices }: Replay, options: RunOptions): Promise<Replay[]> {
  const { faults } = await replay({ scenario, choices }, options);
  const plain = choices.findLastIndex((choice) => choice > 0) + 1;
  return [
    ...listFewerActions(scenario).map((fewer) => ({ scenario: fewer, choices })),
    ...faults.map((name) => ({ scenario: { ...scenario, mutedFaults: [...scenario.mutedFaults, name] }, choices })),
    ...(plain < choices.length ? [{ scenario, choices: choices.slice(0, plain) }] : []),
    ...[2, 4].map((part) => ({ scenario, choices: choices.slice(0, Math.floor((plain * (part - 1)) / part)) })).filter(() => plain > 4),
    ...choices.flatMap((choice, index) => (choice > 0 ? [{ scenario, choices: choices.with(index, 0) }] : [])),
  ];
}

/** Tabs keep their places, so that their names and what is drawn for them stay the same. */
function listFewerActions(scenario: Scenario): Scenario[] {
  const withBrowser = (index: number, plan: BrowserPlan): Scenario => ({ ...scenario, browsers: scenario.browsers.with(index, plan) });
  return scenario.browsers.flatMap((plan, browserIndex) => [
    ...(plan.skewMs ? [withBrowser(browserIndex, { ...plan, skewMs: 0 })] : []),
    ...(plan.timerLateMs > 4 ? [withBrowser(browserIndex, { ...plan, timerLateMs: 4 })] : []),
    ...plan.tabs.flatMap((actions, tabIndex) =>
      actions.flatMap((action, actionIndex) => {
        const withActions = (changed: typeof actions): Scenario =>
          withBrowser(browserIndex, { ...plan, tabs: plan.tabs.with(tabIndex, changed) });
        return [
          withActions(actions.toSpliced(actionIndex, 1)),
          ...(action.does === "submit" && action.presses > 1 ? [withActions(actions.with(actionIndex, { ...action, presses: 1 }))] : []),
          ...(action.does === "submit" && action.tries > 1 ? [withActions(actions.with(actionIndex, { ...action, tries: 1 }))] : []),
        ];
      }),
    ),
  ]);
}

/** What a person needs to see it again: the plan, the choices, and every step with its time. */
export async function renderReplay(found: Replay, options: RunOptions): Promise<string> {
  const { violations, trace } = await replay(found, { ...options, isTraced: true });
  return [
    ...violations.map(({ kind, what }) => `${kind}: ${what}`),
    "to see it again: RACES_REPLAY='" + JSON.stringify(found) + "' npx vitest run test/form-scripts/races",
    ...trace,
  ].join("\n");
}
