import type { Cell } from "./cells.ts";
import { hasAddress, ownId, type Observation } from "./run-cell.ts";

/** What must hold in every cell, whatever goes wrong. */
export const rules = {
  "false success":
    "the visitor was told that it has arrived, and no contact had the address (A-self: their own did not hold what was typed)",
  "wrong identity": "the tracker was told another id than that of the person who typed, or something that is no id",
  "told too much": "the tracker was told the id of a contact nobody had proved to be the visitor's (`confirmed`)",
  "lost call": "done, and the tracker was not told (`immediate`, or the visitor's own)",
  duplicate: "more than one contact has the address",
  "not warned": "a duplicate, and no script of the page was told that this may be so (`certain`)",
  overwritten: "a contact that was there before has changed, and is not the visitor's own",
  "typing lost": "the form had not got through, and what was typed was gone",
  stuck: "the form was neither waiting for the visitor nor done in the end",
  "not through": "the fault had passed, and three presses were not enough",
} as const;
export type Rule = keyof typeof rules;

const over: ReadonlySet<string> = new Set(["done", "pending"]);
const resting: ReadonlySet<string> = new Set(["idle", "failed", "done", "pending"]);

/** The rules a cell has broken. */
export function judgeCell({ setup, way }: Pick<Cell, "setup" | "way">, seen: Observation): Rule[] {
  const isOwn = setup.visitor === "signed in";
  const persons = seen.contacts.filter(hasAddress);
  const rightIds = new Set<unknown>(isOwn ? [ownId] : persons.map(({ contactid }) => contactid));
  const madeHere = new Set<unknown>(seen.contacts.filter(({ madeByPage }) => madeByPage).map(({ contactid }) => contactid));
  const last = seen.sights.at(-1);
  const isOver = over.has(last?.state ?? "");
  // A signed-in visitor of Path A is that contact already: nothing is written, so nothing has to arrive.
  const hasArrived = (sight: (typeof seen.sights)[number]): boolean =>
    isOwn ? setup.path === "A" || sight.ownIsUpdated : sight.contacts > 0;
  const isBroken: Readonly<Record<Rule, boolean>> = {
    "false success": seen.sights.some((sight) => over.has(sight.state) && !hasArrived(sight)),
    "wrong identity": seen.told.some((id) => !rightIds.has(id)),
    "told too much": setup.existing === "confirmed" && seen.told.some((id) => id !== ownId && !madeHere.has(id)),
    "lost call": last?.state === "done" && (setup.existing === "immediate" || isOwn) && !seen.told.some((id) => rightIds.has(id)),
    duplicate: persons.length > 1,
    "not warned": persons.length > 1 && isOver && !seen.captured.some((detail) => Reflect.get(Object(detail), "certain") === false),
    overwritten: seen.before.some(
      (row) =>
        !(isOwn && row.contactid === ownId && setup.path === "A-self") &&
        JSON.stringify(row) !== JSON.stringify(seen.contacts.find(({ contactid }) => contactid === row.contactid)),
    ),
    "typing lost": seen.sights.some((sight) => !over.has(sight.state) && !sight.isTypedKept),
    stuck: !resting.has(last?.state ?? ""),
    "not through": way.extent !== "for good" && !isOver && !(setup.path === "A-self" && !isOwn),
  };
  // The table's own keys are rules.
  return (Object.keys(rules) as Rule[]).filter((rule) => isBroken[rule]);
}
