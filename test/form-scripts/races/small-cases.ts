import { plainScenario, type Action, type BrowserPlan, type LockKind, type Scenario } from "./scenario.ts";

const submit = (who: number, presses: 1 | 2 = 1): Action => ({ does: "submit", after: [0, 100], who, presses, tries: 1 });
const browser = (locks: LockKind, ...tabs: readonly (readonly Action[])[]): BrowserPlan => ({ locks, skewMs: 0, timerLateMs: 4, tabs });
const smallCase = (browsers: readonly BrowserPlan[], more: Partial<Scenario> = {}): Scenario => ({
  family: "small",
  seed: 1,
  browsers,
  ...plainScenario,
  ...more,
});

/** Small enough for every order of their steps to be tried, up to a few deviations. */
export const smallCases: Readonly<Record<string, Scenario>> = {
  "two tabs, Web Locks": smallCase([browser("web-locks", [submit(0)], [submit(0)])]),
  "two tabs, localStorage": smallCase([browser("local-storage", [submit(0)], [submit(0)])]),
  "one tab, pressed twice": smallCase([browser("local-storage", [submit(0, 2)])]),
  "two tabs, one goes on midway, Web Locks": smallCase([
    browser("web-locks", [submit(0), { does: "go on", after: [0, 600] }], [submit(0)]),
  ]),
  "two tabs, two people, then on": smallCase([
    browser("web-locks", [submit(0), { does: "go on", after: [500, 1_500] }], [submit(1), { does: "go on", after: [500, 1_500] }]),
  ]),
  "two tabs, address complete and then sent, prefetched": smallCase(
    [browser("web-locks", [{ does: "type", after: [0, 100], who: 0 }, submit(0)], [{ does: "type", after: [0, 100], who: 0 }, submit(0)])],
    { prefetchLookup: true },
  ),
  "two devices": smallCase([browser("web-locks", [submit(0)]), browser("web-locks", [submit(0)])]),
  "two devices, path A-key": smallCase([browser("web-locks", [submit(0)]), browser("web-locks", [submit(0)])], {
    path: "A-key",
    answersKeys: true,
  }),
};
