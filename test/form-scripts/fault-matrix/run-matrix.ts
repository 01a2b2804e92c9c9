import { listRows, ways, type Cell, type Setup } from "./cells.ts";
import { judgeCell, type Rule } from "./judge-cell.ts";
import { runCell, type Connect, type Observation } from "./run-cell.ts";
import { createStage, type Stage } from "./stage.ts";

export interface JudgedCell {
  readonly cell: Cell;
  readonly broken: readonly Rule[];
  readonly contacts: number;
  readonly told: number;
  readonly end: string;
  readonly presses: number;
}

export type JudgedRow = readonly JudgedCell[];

/** Runs every row of a setup whose call is made there: what is never sent meets no fault. */
export async function runMatrix(setup: Setup, connect?: Connect): Promise<JudgedRow[]> {
  const rows: JudgedRow[] = [];
  const unsent = new Set<string>();
  let stage: Stage = createStage();
  let runs = 0;
  for (const cells of listRows(setup)) {
    const judged: JudgedCell[] = [];
    for (const cell of cells) {
      if (unsent.has(cell.call.name)) continue;
      // A window of jsdom grows slower with every page it has shown.
      if (++runs % 300 === 0) stage = createStage();
      const seen = await runCell(stage, setup, cell, connect);
      if (seen.met === 0 && cell.way === ways[0]) unsent.add(cell.call.name);
      else judged.push(summarize(cell, seen));
    }
    if (judged.length > 0) rows.push(judged);
  }
  return rows;
}

const summarize = (cell: Cell, seen: Observation): JudgedCell => ({
  cell,
  broken: judgeCell(cell, seen),
  contacts: seen.contacts.length - seen.before.length + (cell.setup.visitor === "known" ? 1 : 0),
  told: seen.told.length,
  end: seen.end,
  presses: seen.presses,
});
