import { between, createRandom, pick, seedOf, somewhere, type Random } from "./random.ts";
import { plainScenario, type Action, type BrowserPlan, type LockKind, type Scenario } from "./scenario.ts";
import type { Delay } from "./scheduler.ts";

interface Family {
  readonly about: string;
  draw(random: Random): Partial<Scenario> & Pick<Scenario, "browsers">;
}

const soon: Delay = [0, 400];
const submit = (who: number, more: Partial<Extract<Action, { does: "submit" }>> = {}): Action => ({
  does: "submit",
  after: soon,
  who,
  presses: 1,
  tries: 1,
  ...more,
});
const browser = (locks: LockKind, tabs: readonly (readonly Action[])[], more: Partial<BrowserPlan> = {}): BrowserPlan => ({
  locks,
  skewMs: 0,
  timerLateMs: 4,
  tabs,
  ...more,
});
const times = <Item>(count: number, make: (index: number) => Item): Item[] => Array.from({ length: count }, (_none, index) => make(index));
const sharing = (random: Random): LockKind => pick(random, ["web-locks", "local-storage"]);
/** Somewhere between at once and well into the submission. */
const midway = (random: Random): Delay => somewhere(random, 0, pick(random, [300, 1_000, 3_000]));
const clumsy = (random: Random): Partial<Extract<Action, { does: "submit" }>> => ({
  presses: random() < 0.3 ? 2 : 1,
  tries: between(random, 1, 4),
  after: random() < 0.5 ? soon : midway(random),
});
const odd = (random: Random): Partial<BrowserPlan> => ({
  skewMs: random() < 0.3 ? between(random, -86_400_000, 86_400_000) : 0,
  timerLateMs: random() < 0.2 ? 1_000 : 4,
});

const pairOfBrowsers = (random: Random): BrowserPlan[] =>
  times(2, () =>
    browser(
      sharing(random),
      times(between(random, 1, 2), () => [submit(0, clumsy(random))]),
      odd(random),
    ),
  );

/** What is tried, by what it is about. Each draws its tabs, their visitors and their network from a seed. */
export const families = {
  "same-address": {
    about: "2–4 tabs of a browser send the same address, the network is well",
    draw: (random) => ({
      browsers: [
        browser(
          sharing(random),
          times(between(random, 2, 4), () => [submit(0)]),
          odd(random),
        ),
      ],
    }),
  },
  impatient: {
    about: "2–3 tabs, the same address, double presses, tries again, faults",
    draw: (random) => ({
      browsers: [
        browser(
          sharing(random),
          times(between(random, 2, 3), () => [submit(0, clumsy(random))]),
          odd(random),
        ),
      ],
      faultRate: pick(random, [0.1, 0.3, 0.6]),
    }),
  },
  crowded: {
    about: "4 tabs on a network that drags, so that turns are long",
    draw: (random) => ({
      browsers: [
        browser(
          sharing(random),
          times(4, (index) => [submit(index < 2 ? 0 : between(random, 0, 1), clumsy(random))]),
        ),
      ],
      faultRate: 0.8,
    }),
  },
  leaving: {
    about: "2–4 tabs, some closed or left midway, some faults",
    draw: (random) => ({
      browsers: [
        browser(
          sharing(random),
          times(between(random, 2, 4), () => [
            submit(0, clumsy(random)),
            ...(random() < 0.7 ? [{ does: pick(random, ["close", "go on"] as const), after: midway(random) }] : []),
            ...(random() < 0.5 ? [submit(0, clumsy(random))] : []),
          ]),
        ),
      ],
      faultRate: pick(random, [0, 0, 0.2]),
    }),
  },
  "late-creates": {
    about: "2–3 tabs, some closed or left midway, creates that arrive long after they were sent",
    draw: (random) => ({
      browsers: [
        browser(
          sharing(random),
          times(between(random, 2, 3), () => [
            submit(0, { ...clumsy(random), tries: 3 }),
            ...(random() < 0.5 ? [{ does: pick(random, ["close", "go on"] as const), after: midway(random) }] : []),
            submit(0, { after: somewhere(random, 0, 15_000), tries: 3 }),
          ]),
        ),
      ],
      faultRate: 0.5,
      faultKinds: ["cut-late", "slow-there", "drag"],
    }),
  },
  "another-person": {
    about: "2–3 tabs of a browser, two people, links within the site",
    draw: (random) => ({
      browsers: [
        browser(
          sharing(random),
          times(between(random, 2, 3), (index) => [
            submit(index % 2, clumsy(random)),
            ...(random() < 0.6 ? [{ does: "go on", after: midway(random) } as const] : []),
            ...(random() < 0.5 ? [submit(between(random, 0, 1), clumsy(random))] : []),
          ]),
        ),
      ],
      known: random() < 0.5 ? [1] : [],
      faultRate: pick(random, [0, 0, 0.2]),
    }),
  },
  "signing-in": {
    about: "one tab signs in or out while others send the form",
    draw: (random) => ({
      browsers: [
        browser(sharing(random), [
          [
            { does: "sign in", after: midway(random), who: 9 },
            ...(random() < 0.4 ? [{ does: "sign out", after: midway(random) } as const] : []),
          ],
          ...times(between(random, 1, 3), () => [
            submit(pick(random, [0, 0, 9]), clumsy(random)),
            ...(random() < 0.4 ? [{ does: "go on", after: midway(random) } as const] : []),
          ]),
        ]),
      ],
      known: [9],
      faultRate: pick(random, [0, 0, 0.2]),
    }),
  },
  confirmed: {
    about: "as impatient, some of whom exist already, under identify.existing: confirmed",
    draw: (random) => ({
      browsers: [
        browser(
          sharing(random),
          times(between(random, 2, 3), () => [submit(between(random, 0, 1), clumsy(random))]),
        ),
      ],
      known: [1],
      existing: "confirmed",
      faultRate: pick(random, [0, 0.3]),
    }),
  },
  prefetching: {
    about: "2–3 tabs, capture.prefetchLookup: the look-up is sent when the address is complete",
    draw: (random) => ({
      browsers: [
        browser(
          sharing(random),
          times(between(random, 2, 3), () => [
            { does: "type", after: midway(random), who: 0 },
            ...(random() < 0.2
              ? [{ does: "type", after: midway(random), who: 1 } as const, { does: "type", after: midway(random), who: 0 } as const]
              : []),
            submit(0, { ...clumsy(random), after: midway(random) }),
          ]),
          odd(random),
        ),
      ],
      prefetchLookup: true,
      faultRate: pick(random, [0, 0, 0.2]),
    }),
  },
  outbox: {
    about: "2–3 tabs, capture.outbox: left midway, finished on the next page",
    draw: (random) => ({
      browsers: [
        browser(
          sharing(random),
          times(between(random, 2, 3), () => [
            submit(0, clumsy(random)),
            { does: "go on", after: midway(random) },
            ...(random() < 0.3 ? [{ does: pick(random, ["close", "go on"] as const), after: midway(random) }] : []),
          ]),
          odd(random),
        ),
      ],
      outbox: true,
      faultRate: pick(random, [0, 0, 0.2]),
    }),
  },
  "by-key": {
    about: "2 browsers of 1–2 tabs, path A-key, the network is well",
    draw: (random) => ({ browsers: pairOfBrowsers(random), path: "A-key", answersKeys: true }),
  },
  "by-key-faults": {
    about: "the same, with faults",
    draw: (random) => ({ browsers: pairOfBrowsers(random), path: "A-key", answersKeys: true, faultRate: pick(random, [0.1, 0.3]) }),
  },
  "by-key-refused": {
    about: "the same, on a portal that does not answer keys any more",
    draw: (random) => ({ browsers: pairOfBrowsers(random), path: "A-key", faultRate: pick(random, [0, 0.2]) }),
  },
  devices: {
    about: "2–3 browsers of 1–2 tabs send the same address",
    draw: (random) => ({
      browsers: times(between(random, 2, 3), () =>
        browser(
          sharing(random),
          times(between(random, 1, 2), () => [submit(0)]),
          odd(random),
        ),
      ),
      faultRate: pick(random, [0, 0, 0.2]),
    }),
  },
  "outside-contact": {
    about: "the contact is made outside the site, and the portal's read cache does not know",
    draw: (random) => ({
      browsers: [
        browser(
          sharing(random),
          times(2, () => [submit(0, { after: somewhere(random, 0, 5_000) })]),
        ),
      ],
      importedLater: [0],
      hasReadCache: true,
    }),
  },
  "no-storage": {
    about: "2 tabs of a browser with neither Web Locks nor storage",
    draw: (random) => ({
      browsers: [
        browser(
          "none",
          times(2, () => [submit(0, clumsy(random))]),
        ),
      ],
      faultRate: pick(random, [0, 0.2]),
    }),
  },
} satisfies Record<string, Family>;

export type FamilyName = keyof typeof families;
// The keys of an object literal are its names.
export const familyNames = Object.keys(families) as FamilyName[];

export function drawScenario(family: FamilyName, seed: number): Scenario {
  const drawn: Family = families[family];
  return {
    family,
    seed,
    ...plainScenario,
    ...drawn.draw(createRandom(seedOf(seed, family))),
  };
}
