import { families, type FamilyName } from "./draw-scenario.ts";
import type { OrdersTally, Tally } from "./explore.ts";
import { reasons, violationKinds, type Reason, type ViolationKind } from "./judge.ts";
import { visibleWithinMs } from "./shared-storage.ts";

export interface Races {
  readonly families: ReadonlyMap<FamilyName, Tally>;
  readonly orders: ReadonlyMap<string, OrdersTally>;
  readonly controls: ReadonlyMap<string, Tally>;
}

const reasonTexts: Readonly<Record<Reason, string>> = {
  "given-up":
    "a create whose request had been given up (no answer within its limit, or its connection broke) was still on its way, and arrived after a later look-up had found nobody",
  "tab-closed": "a create was on its way when its tab was closed or left, and arrived after a later look-up had found nobody",
  "read-cache": "the contact was made outside the site, and the portal's read cache still said that there was nobody",
  outside: "the contact was made outside the site between the look-up and the create",
  "other-device": "another device created it between this one's look-up and its create",
  "no-lock": "the browser has neither Web Locks nor localStorage: nothing says what the other tab does",
};

/** Violations that are counted, and not held against anybody, with the reason. */
export const countedApart: ReadonlyMap<ViolationKind, string> = new Map([
  [
    "two-people-on-a-new-cookie",
    "two tabs open a page for two different people at the same time: the tracker of one makes a new cookie while that of the other, which has its call queued already, is still loading, and then takes that cookie",
  ],
  [
    "two-people-on-a-late-cookie",
    "a page has its call queued, and its tracker is still loading, when another tab signs out and everything is forgotten: the tracker then makes a new cookie, tells it whom its page had begun for, and nothing says so to the next person",
  ],
  [
    "two-people-at-once",
    "a page begins for one person within the few milliseconds in which it cannot see yet that another tab has just told the same cookie about another",
  ],
]);

const sum = (tallies: Iterable<Tally>, read: (tally: Tally) => number): number =>
  [...tallies].reduce((total, tally) => total + read(tally), 0);
const number = (value: number): string => value.toLocaleString("en-US");
const listCounts = (counts: Partial<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, value]) => `${name} ${number(value ?? 0)}`)
    .join(", ") || "–";
const notApart = (tally: Tally): Partial<Record<string, number>> =>
  Object.fromEntries(Object.entries(tally.violations).filter(([kind]) => ![...countedApart.keys()].some((apart) => apart === kind)));

/** docs/races.md: every figure comes from seeds, and is the same each time. */
export function renderRaces({ families: byFamily, orders, controls }: Races): string {
  const ours = [...byFamily.values(), ...orders.values()];
  const duplicates = (reason: Reason): number => sum(ours, (tally) => tally.duplicates[reason] ?? 0);
  return [
    "<!-- Written by `npx vitest run test/form-scripts/races/races.test.ts -u`. Do not edit. -->",
    "",
    "# Races",
    "",
    `The form's own code (\`submitContact\`, the tracking template and the identity machine) runs in up to four tabs of up to three browsers at once, in virtual`,
    "time. A scheduler decides which step comes next: every request leaves, takes effect and is answered as three steps; every timer, every lock that is",
    "granted, every write to `localStorage` that becomes visible to another tab, every press of a button and every library that loads is one more. Half of",
    "the schedules are drawn with even chances, half by ranks that change now and then; small cases are run in every order that deviates from the plain one",
    "at few points.",
    "",
    `**${number(sum(ours, ({ schedules }) => schedules))} schedules, ${number(sum(ours, ({ choices }) => choices))} choices, ${number(sum(ours, ({ presses }) => presses))} submissions: duplicates within one browser that could be prevented ${number(sum(ours, ({ violations }) => (violations.duplicate ?? 0) + (violations["saw-and-created"] ?? 0)))};`,
    `across browsers ${number(duplicates("other-device"))}, which path A cannot prevent.** The naive version in the same schedules: ${number(sum(controls.values(), ({ violations }) => violations.duplicate ?? 0))} within one browser.`,
    "",
    "## Drawn from seeds",
    "",
    "| what | schedules | submissions | done | calls told | two contacts of one address | violations |",
    "|---|---|---|---|---|---|---|",
    ...[...byFamily].map(
      ([name, tally]) =>
        `| ${name}: ${families[name].about} | ${number(tally.schedules)} | ${number(tally.presses)} | ${number(tally.done)} | ${number(tally.told)} | ${listCounts(tally.duplicates)} | ${listCounts(notApart(tally))} |`,
    ),
    "",
    "## In order",
    "",
    "| case | schedules | all up to so many deviations | two contacts of one address | violations |",
    "|---|---|---|---|---|",
    ...[...orders].map(
      ([name, tally]) =>
        `| ${name} | ${number(tally.schedules)} | ${tally.wholeUpTo} | ${listCounts(tally.duplicates)} | ${listCounts(notApart(tally))} |`,
    ),
    "",
    "## What could not be prevented",
    "",
    "| reason | pairs of contacts | |",
    "|---|---|---|",
    ...reasons.map((reason) => `| ${reason} | ${number(duplicates(reason))} | ${reasonTexts[reason]} |`),
    "",
    "| counted apart | schedules | |",
    "|---|---|---|",
    ...[...countedApart].map(([kind, why]) => `| ${kind} | ${number(sum(ours, ({ violations }) => violations[kind] ?? 0))} | ${why} |`),
    "",
    "## Controls",
    "",
    "The same schedules with what must be found: token, look-up, create and setUser without any care, and our own code with locks that let everybody in.",
    "",
    "| control | schedules | submissions | done | calls told | found |",
    "|---|---|---|---|---|---|",
    ...[...controls].map(
      ([name, tally]) =>
        `| ${name} | ${number(tally.schedules)} | ${number(tally.presses)} | ${number(tally.done)} | ${number(tally.told)} | ${listCounts(tally.violations)} |`,
    ),
    "",
    "## What is looked for in each schedule",
    "",
    violationKinds.map((kind) => `\`${kind}\``).join(" · "),
    "",
    `Assumed: a write to \`localStorage\` shows in other tabs within ${visibleWithinMs} ms, each tab's writes in their order; a hop of a request takes 5 to 150 ms; a timer is`,
    "late by up to 4 ms, in the background by up to a second; a lock is granted within 5 ms, and freed within 50 ms when its page goes; the tracker's library takes",
    "20 ms or longer to load, and does not write its cookie again.",
    "",
  ].join("\n");
}
