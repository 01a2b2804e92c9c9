import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectAfterUpload } from "../../../pac-deploy/deploy/apply-deployment.ts";
import { compareRecords } from "../../../pac-deploy/deploy/compare-records.ts";
import type { DeploymentPlan } from "../../../pac-deploy/deploy/deployment-plan.ts";
import { planDeployment } from "../../../pac-deploy/deploy/plan-deployment.ts";
import { recordKey, type DeployedValue, type SiteRecords } from "../../../pac-deploy/deploy/site-records.ts";
import { deployed, siteOf } from "./record-states.ts";

type State = readonly (readonly [number, Record<string, DeployedValue>])[];

const roles = fc.uniqueArray(fc.constantFrom("role-a", "role-b", "role-c"), { maxLength: 3 });
const text = fc.constantFrom("one", "two", "three", "", null);
const values = fc.record({ adx_read: text, adx_scope: text, adx_roles_webrole: roles }, { requiredKeys: [] });
/** Few records and few values, so that each state meets the others. */
const state: fc.Arbitrary<State> = fc
  .tuple(...[1, 2, 3].map((n) => fc.option(values.map((found): State[number] => [n, found]))))
  .map((rows) => rows.filter((row) => row !== null));

const recordsOf = (rows: State): SiteRecords => siteOf(...rows.map(([n, own]) => deployed("adx_other", n, own)));

/** Written down once more in the simplest way, over cells: what a three-way merge is. */
const absent = "absent";
type Cells = Map<string, string>;

function cellsOf(rows: State): Cells {
  const cells: Cells = new Map();
  for (const [n, own] of rows) {
    cells.set(`${n}`, "here");
    for (const key of ["adx_read", "adx_scope"]) {
      const value = own[key];
      if (typeof value === "string" && value !== "") cells.set(`${n}.${key}`, value);
    }
    for (const role of own["adx_roles_webrole"] ?? []) cells.set(`${n}.${role}`, "linked");
  }
  return cells;
}

const rowOf = (cell: string): string => cell.split(".")[0] ?? "";

describe("planDeployment, for any three states", () => {
  const run = (check: (states: { base: State; remote: State; local: State }, plan: DeploymentPlan, after: Cells) => void): void =>
    fc.assert(
      fc.property(state, state, state, (base, remote, local) => {
        const records = { base: recordsOf(base), remote: recordsOf(remote), local: recordsOf(local) };
        const plan = planDeployment(records);
        const after = expectAfterUpload(plan, records.remote, { closings: false });
        check({ base, remote, local }, plan, cellsOf(stateOf(after)));
      }),
      { numRuns: 400 },
    );

  it("never takes away or overwrites what others changed since the base", () => {
    run(({ base, remote }, _plan, after) => {
      const [was, now] = [cellsOf(base), cellsOf(remote)];
      for (const [cell, value] of now) if (was.get(cell) !== value) expect(after.get(cell)).toBe(value);
    });
  });

  it("is needed: uploading the folder as it is loses what others changed", () => {
    const result = fc.check(
      fc.property(state, state, state, (base, remote, local) => {
        const [was, now, after] = [cellsOf(base), cellsOf(remote), new Map([...cellsOf(remote), ...cellsOf(local)])];
        return [...now].every(([cell, value]) => was.get(cell) === value || after.get(cell) === value);
      }),
      { numRuns: 400 },
    );
    expect(result.failed).toBe(true);
  });

  it("never brings back what others deleted, unless it was changed here", () => {
    run(({ base, remote, local }, plan, after) => {
      for (const [n, own] of base) {
        const isUntouched = JSON.stringify([...cellsOf(local.filter(([m]) => m === n))]) === JSON.stringify([...cellsOf([[n, own]])]);
        if (isUntouched && !remote.some(([m]) => m === n)) expect(after.has(`${n}`)).toBe(false);
      }
      expect(plan.conflicts.every(({ record }) => record.table === "adx_other")).toBe(true);
    });
  });

  it("uploads every value of ours that nobody else touched and an upload can carry", () => {
    run(({ base, remote, local }, _plan, after) => {
      const [was, theirs, ours] = [cellsOf(base), cellsOf(remote), cellsOf(local)];
      for (const [cell, value] of ours) {
        const row = rowOf(cell);
        const isNewRow = !was.has(row) && !theirs.has(row);
        const isInBoth = theirs.has(row);
        if (was.get(cell) === value || !(isNewRow || isInBoth)) continue;
        if (theirs.get(cell) === was.get(cell)) expect(after.get(cell)).toBe(value);
      }
    });
  });

  it("leaves the environment as wanted, less what the plan itself lists", () => {
    run(({ base, remote, local }, plan, after) => {
      const [was, theirs, ours] = [cellsOf(base), cellsOf(remote), cellsOf(local)];
      const told = new Set(
        [...plan.conflicts, ...plan.residue].map(
          ({ record, key }) => `${Number(record.id.slice(-12))}${key === undefined ? "" : `.${key}`}`,
        ),
      );
      const isTold = (cell: string): boolean =>
        told.has(rowOf(cell)) || told.has(cell) || (cell.includes("role-") && told.has(`${rowOf(cell)}.adx_roles_webrole`));
      for (const cell of new Set([...was.keys(), ...theirs.keys(), ...ours.keys()])) {
        const [b = absent, r = absent, l = absent] = [was.get(cell), theirs.get(cell), ours.get(cell)];
        // Either side alone may have changed it; whoever did wins.
        const wanted = l === b ? r : l;
        if ((after.get(cell) ?? absent) !== wanted && !isTold(cell))
          throw new Error(`${cell} is ${after.get(cell) ?? absent}, was ${b}, there ${r}, here ${l}, and nothing tells why`);
      }
    });
  });

  it("lists as residue what an upload cannot do, and nothing else", () => {
    run((_states, plan) => {
      for (const { kind, wanted, remote } of plan.residue) {
        if (kind === "blank")
          expect([wanted === undefined || wanted === null || wanted.length === 0, remote === "" || remote === null]).toEqual([true, false]);
        if (kind === "unlink") expect((remote ?? []).length).toBeGreaterThan((wanted ?? []).length);
        if (kind === "deletion") expect(wanted).toBeUndefined();
      }
    });
  });

  it("has nothing more to do once it is carried out, but for the same residue and conflicts", () => {
    fc.assert(
      fc.property(state, state, state, (base, remote, local) => {
        const states = { base: recordsOf(base), remote: recordsOf(remote), local: recordsOf(local) };
        const plan = planDeployment(states);
        const after = expectAfterUpload(plan, states.remote, { closings: true });
        const again = planDeployment({ ...states, remote: after });
        expect(again.changes).toEqual([]);
        expect(compareRecords({ expected: after, actual: expectAfterUpload(again, after, { closings: true }) })).toEqual([]);
        expect(again.conflicts.length).toBe(plan.conflicts.length);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves no conflict where a person took one side", () => {
    fc.assert(
      fc.property(
        state,
        state,
        state,
        fc.constantFrom("local" as const, "remote" as const),
        fc.boolean(),
        (base, remote, local, take, baseIsAssumed) => {
          const plan = planDeployment({ base: recordsOf(base), remote: recordsOf(remote), local: recordsOf(local), take, baseIsAssumed });
          expect(plan.conflicts).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("does nothing where folder and environment hold the same", () => {
    fc.assert(
      fc.property(state, state, (base, both) => {
        const plan = planDeployment({ base: recordsOf(base), remote: recordsOf(both), local: recordsOf(both), baseIsAssumed: true });
        expect(plan).toEqual({ changes: [], others: [], conflicts: [], residue: [], closings: [] });
      }),
      { numRuns: 100 },
    );
  });
});

function stateOf({ records }: SiteRecords): State {
  return [...records.values()].map((record) => {
    expect(recordKey(record)).toMatch(/^adx_other\//);
    return [Number(record.id.slice(-12)), record.values];
  });
}
