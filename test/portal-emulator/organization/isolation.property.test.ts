import fc from "fast-check";
import { expect, test } from "vitest";
import { DataverseFault } from "../../../portal-emulator/organization/dataverse-fault.ts";
import { faults } from "../../../portal-emulator/organization/faults.ts";
import type { OrganizationService } from "../../../portal-emulator/organization/organization.ts";
import { DuplicateKey } from "../../../portal-emulator/store/duplicate-key.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Row, Store } from "../../../portal-emulator/store/store.ts";
import { createOrganization } from "../../../portal-emulator/organization/create-organization.ts";
import { someone, testId, testSchema } from "./organization.ts";
import { createTurns } from "./turns.ts";

type Operation =
  | { readonly kind: "rename"; readonly row: number; readonly name: string }
  | { readonly kind: "recode"; readonly row: number; readonly code: number }
  /** Writes the row to lock it, reads its number, writes one more. */
  | { readonly kind: "increment"; readonly row: number }
  | { readonly kind: "create"; readonly row: number; readonly code: number }
  | { readonly kind: "remove"; readonly row: number }
  | { readonly kind: "read" }
  | { readonly kind: "fail"; readonly caught: boolean };

interface Plan {
  /** Transactions of each client, as lists of operations. */
  readonly clients: readonly (readonly (readonly Operation[])[])[];
  /** Who goes next: an index into those that are ready. */
  readonly choices: readonly number[];
}

const row = fc.nat({ max: 4 });
const code = fc.nat({ max: 2 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("rename" as const), row, name: fc.constantFrom("x", "y", "z") }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("recode" as const), row, code }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("increment" as const), row }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("create" as const), row, code }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), row }) },
  { weight: 3, arbitrary: fc.constant({ kind: "read" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail" as const), caught: fc.boolean() }) },
);
const plan: fc.Arbitrary<Plan> = fc.record({
  clients: fc.array(fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }), {
    minLength: 2,
    maxLength: 4,
  }),
  choices: fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 80 }),
});

/** What is tried: the real organization or a naive one. */
interface Subject {
  transaction(work: (service: OrganizationService) => Promise<void>): Promise<void>;
}

interface Cells {
  readonly name: unknown;
  readonly code: unknown;
  readonly number: number;
}
type Picture = ReadonlyMap<string, Cells>;

/** What a transaction does to a row: it sets columns, and adds to the number. */
type Effect =
  | { readonly kind: "created"; readonly cells: Cells }
  | { readonly kind: "removed" }
  | { readonly kind: "changed"; readonly set: Partial<Cells>; readonly more: number };

const unchanged = { kind: "changed", set: {}, more: 0 } as const;

function withChange(effect: Effect | undefined, set: Partial<Cells>, more: number): Effect {
  const before = effect ?? unchanged;
  if (before.kind === "removed") return before;
  if (before.kind === "created") return { kind: "created", cells: { ...before.cells, ...set, number: before.cells.number + more } };
  return { kind: "changed", set: { ...before.set, ...set }, more: before.more + more };
}

function withEffects(picture: Picture, effects: ReadonlyMap<string, Effect>): Map<string, Cells> {
  const result = new Map(picture);
  for (const [id, effect] of effects) {
    const cells = picture.get(id);
    if (effect.kind === "created") result.set(id, effect.cells);
    else if (effect.kind === "removed") result.delete(id);
    else if (cells !== undefined) result.set(id, { ...cells, ...effect.set, number: cells.number + effect.more });
  }
  return result;
}

const pictureOf = (rows: readonly Row[]): Picture =>
  new Map(rows.map((one) => [String(one["pk_thingid"]), { name: one["pk_name"], code: one["pk_code"], number: Number(one["pk_number"]) }]));
const textOf = (picture: Picture): string =>
  [...picture]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([id, { name, code: given, number }]) => `${id.slice(-1)}:${String(name)},${String(given)},${number}`)
    .join(" ");

interface Trial {
  readonly store: Store;
  readonly createSubject: (turn: () => Promise<void>) => Subject;
  /** Counted up. */
  readonly ended?: { committed: number; faulted: number };
}

/**
 * Runs the plan and checks each read against a model: what is committed, covered by the transaction's own writes; and in the end the rows against
 * what every acknowledged transaction wrote. Returns what was seen and should not have been.
 */
async function findOddities(
  { clients, choices }: Plan,
  { store, createSubject, ended = { committed: 0, faulted: 0 } }: Trial,
): Promise<string[]> {
  store.reset();
  for (const number of [0, 1]) store.insert("pk_thing", { pk_thingid: testId(number), pk_number: 0 });
  const turns = createTurns();
  const subject = createSubject(turns.turn);
  const oddities: string[] = [];
  let committed: Picture = pictureOf(store.query("pk_thing"));

  async function runTransaction(client: string, operations: readonly Operation[]): Promise<void> {
    const own = new Map<string, Effect>();
    let isDoomed = false;
    const look = async (service: OrganizationService): Promise<void> => {
      const seen = textOf(pictureOf(await service.query("pk_thing")));
      const expected = textOf(withEffects(committed, own));
      if (seen !== expected) oddities.push(`${client} saw ${seen}, not ${expected}`);
    };
    const act: {
      readonly [Kind in Operation["kind"]]: (service: OrganizationService, one: Extract<Operation, { kind: Kind }>) => Promise<void>;
    } = {
      rename: async (service, one) => {
        const id = testId(one.row);
        await service.update("pk_thing", id, { pk_name: one.name });
        own.set(id, withChange(own.get(id), { name: one.name }, 0));
      },
      recode: async (service, one) => {
        const id = testId(one.row);
        await service.update("pk_thing", id, { pk_code: `c${one.code}` });
        own.set(id, withChange(own.get(id), { code: `c${one.code}` }, 0));
      },
      increment: async (service, one) => {
        const id = testId(one.row);
        await service.update("pk_thing", id, { pk_name: "counting" });
        own.set(id, withChange(own.get(id), { name: "counting" }, 0));
        const before = Number((await service.retrieve("pk_thing", id))["pk_number"]);
        await service.update("pk_thing", id, { pk_number: before + 1 });
        own.set(id, withChange(own.get(id), {}, 1));
      },
      create: async (service, one) => {
        await service.create("pk_thing", { pk_thingid: testId(one.row), pk_code: `c${one.code}`, pk_number: 0 });
        own.set(testId(one.row), { kind: "created", cells: { name: null, code: `c${one.code}`, number: 0 } });
      },
      remove: async (service, one) => {
        await service.remove("pk_thing", testId(one.row));
        own.set(testId(one.row), { kind: "removed" });
      },
      read: look,
      fail: async (service, one) => {
        isDoomed = true;
        const failing = service.retrieve("pk_tag", testId(404));
        await (one.caught ? failing.catch(() => undefined) : failing);
      },
    };
    try {
      await subject.transaction(async (service) => {
        for (const one of operations) {
          // The table's entry takes this kind of operation.
          await (act[one.kind] as (service: OrganizationService, one: Operation) => Promise<void>)(service, one);
        }
        // Others go on before the commit; and no commit comes in the wake of another one, whose order the model would not know.
        await turns.turn();
      });
    } catch (error) {
      if (!(error instanceof DataverseFault)) throw error;
      ended.faulted += 1;
      return;
    }
    if (isDoomed) oddities.push(`${client} was told that a failed transaction is committed`);
    ended.committed += 1;
    committed = withEffects(committed, own);
  }

  const names = clients.map((_, index) => `client ${index}`);
  const runs = [];
  for (const [index, transactions] of clients.entries()) {
    const name = names[index] ?? "";
    const run = await turns.start(name, async () => {
      for (const operations of transactions) await runTransaction(name, operations);
    });
    runs.push(run.result);
  }
  for (let at = 0; ; at += 1) {
    const ready = names.filter((name) => turns.state(name) === "ready");
    const next = ready[(choices[at % choices.length] ?? 0) % Math.max(ready.length, 1)];
    if (next === undefined) break;
    await turns.step(next);
  }
  const stuck = names.filter((name) => turns.state(name) === "waiting");
  if (stuck.length > 0) return [...oddities, `${stuck.join(", ")} wait for ever`];
  await Promise.all(runs);
  const left = textOf(pictureOf(store.query("pk_thing")));
  if (left !== textOf(committed)) oddities.push(`left ${left}, not ${textOf(committed)}`);
  return oddities;
}

const clock = { now: () => new Date("2026-03-04T05:06:07Z") };
const someoneElses = { ...someone };

const realSubject =
  (store: Store) =>
  (turn: () => Promise<void>): Subject => {
    const organization = createOrganization({ store, schema: testSchema, clock, turn, startTimer: () => () => undefined });
    return { transaction: (work) => organization.transaction(someoneElses, work) };
  };

/** As an emulator without transactions has it: every call goes to the store at once. */
const naiveSubject =
  (store: Store) =>
  (turn: () => Promise<void>): Subject => {
    const call = async <Result>(work: () => Result): Promise<Result> => {
      await turn();
      try {
        return work();
      } catch (error) {
        throw error instanceof DuplicateKey || error instanceof TypeError ? faults.duplicateRow() : error;
      }
    };
    const requireRow = (table: string, id: string): Row => {
      const found = store.find(table, id);
      if (found === undefined) throw faults.rowMissing(table, id);
      return found;
    };
    const unused = async (): Promise<never> => Promise.reject(new TypeError("not part of the plan"));
    const service: OrganizationService = {
      create: (table, cells) => call(() => String(store.insert(table, cells)["pk_thingid"])),
      update: (table, id, changes) =>
        call(() => {
          requireRow(table, id);
          store.update(table, id, changes);
        }),
      remove: (table, id) =>
        call(() => {
          requireRow(table, id);
          store.remove(table, id);
        }),
      find: (table, id) => call(() => store.find(table, id)),
      retrieve: (table, id) => call(() => requireRow(table, id)),
      query: (table, query) => call(() => store.query(table, query)),
      count: (table, query) => call(() => store.count(table, query)),
      associate: unused,
      disassociate: unused,
      execute: unused,
    };
    return { transaction: (work) => work(service) };
  };

test("nobody sees half a transaction, and no acknowledged write is lost, however clients interleave", async () => {
  const store = openStore({ file: ":memory:", clock, schema: testSchema });
  const ended = { committed: 0, faulted: 0 };
  await fc.assert(
    fc.asyncProperty(plan, async (one) => {
      expect(await findOddities(one, { store, createSubject: realSubject(store), ended })).toEqual([]);
    }),
    { numRuns: 200 },
  );
  // Both ends are met often enough to mean something.
  expect(Math.min(ended.committed, ended.faulted)).toBeGreaterThan(50);
  store.close();
}, 120_000);

test("the same plans show what is wrong with an organization without isolation", async () => {
  const store = openStore({ file: ":memory:", clock, schema: testSchema });
  const wrong = { saw: 0, left: 0, told: 0 };
  for (const one of fc.sample(plan, { numRuns: 60, seed: 7 })) {
    const oddities = (await findOddities(one, { store, createSubject: naiveSubject(store) })).join("\n");
    if (oddities.includes(" saw ")) wrong.saw += 1;
    if (oddities.includes("left ")) wrong.left += 1;
    if (oddities.includes(" was told ")) wrong.told += 1;
  }
  expect(Math.min(wrong.saw, wrong.left, wrong.told)).toBeGreaterThan(3);
  store.close();
}, 120_000);
