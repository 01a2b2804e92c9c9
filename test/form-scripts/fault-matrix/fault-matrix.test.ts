import { describe, expect, it } from "vitest";
import { setups, type Setup } from "./cells.ts";
import type { Rule } from "./judge-cell.ts";
import { findUnexplained, limits } from "./limits.ts";
import { connectNaiveForm } from "./naive-form.ts";
import { renderMatrix, type SetupRows } from "./render-matrix.ts";
import { runCell } from "./run-cell.ts";
import { runMatrix, type JudgedCell } from "./run-matrix.ts";
import { createStage } from "./stage.ts";

const timeoutMs = 240_000;
const tables: SetupRows[] = [];
const control: SetupRows[] = [];
const describeCell = ({ cell, contacts, told, end, presses }: JudgedCell): string =>
  `${cell.setup.name} | ${cell.call.name} | ${cell.fault.name} | ${cell.way.name} => ${contacts} contacts, ${told} told, ${end} (${presses})`;
const findSetup = (name: string): Setup => {
  const setup = setups.find((other) => other.name === name);
  if (!setup) throw new Error(`no setup ${name}`);
  return setup;
};

describe("a submission without a fault", () => {
  it.each([
    ["Path A, immediate, new", "token look-up create", "done", 1],
    ["Path A, immediate, known", "token look-up", "done", 1],
    ["Path A, immediate, signed in", "page", "done", 2],
    ["Path A, confirmed, new", "token look-up create", "done", 1],
    ["Path A, confirmed, known", "token look-up", "pending", 0],
    ["Path A, confirmed, signed in", "page", "done", 2],
    ["Path A with prefetchLookup, new", "token look-up create", "done", 1],
    ["Path A with prefetchLookup, known", "token look-up", "done", 1],
    ['Path A with lookup "none", new', "token create", "done", 1],
    ['Path A with lookup "none", known', "token create", "done", 1],
    ["Path A-key, new", "token by-key", "done", 1],
    ["Path A-key, known", "token by-key look-up", "done", 1],
    ["Path A-self, new", "token", "session sign-in-required", 0],
    ["Path A-self, signed in", "token update-own", "done", 2],
  ])("%s: calls %s", async (name, kinds, end, told) => {
    const seen = await runCell(createStage(), findSetup(name));
    expect(seen.calls.map(({ kind }) => kind).join(" ")).toBe(kinds);
    expect(seen).toMatchObject({ end, presses: end.includes("required") ? 3 : 1 });
    expect(seen.told).toHaveLength(told);
  });
});

describe("a submission that meets a fault", () => {
  it.each(setups.map((setup) => [setup.name, setup] as const))(
    "%s: breaks no rule that could be kept",
    { timeout: timeoutMs },
    async (_, setup) => {
      const rows = await runMatrix(setup);
      tables.push({ setup, rows });
      const unexplained = rows.flat().flatMap((judged) => findUnexplained(judged).map((rule) => `${rule}: ${describeCell(judged)}`));
      expect(unexplained).toEqual([]);
    },
  );

  it.each(limits.map((limit, index) => ({ name: index + 1, limit })))("needs limit $name", ({ limit }) => {
    const judged = tables.flatMap(({ rows }) => rows.flat());
    for (const rule of limit.breaks) expect(judged.some((cell) => cell.broken.includes(rule) && limit.isMet(cell))).toBe(true);
  });
});

describe("the same form, written by hand", () => {
  it("makes duplicates, loses calls and says that it has arrived when it has not", { timeout: timeoutMs }, async () => {
    for (const name of ["Path A, immediate, new", "Path A, immediate, known"]) {
      const setup = findSetup(name);
      control.push({ setup, rows: await runMatrix(setup, connectNaiveForm) });
    }
    const judged = control.flatMap(({ rows }) => rows.flat());
    const broken: Rule[] = ["duplicate", "false success", "wrong identity", "lost call"];
    for (const rule of broken) expect(judged.filter((cell) => cell.broken.includes(rule)).length).toBeGreaterThan(5);
  });
});

it("docs/fault-matrix.md shows every cell", async () => {
  await expect(renderMatrix(tables, control)).toMatchFileSnapshot("../../../docs/fault-matrix.md");
});
