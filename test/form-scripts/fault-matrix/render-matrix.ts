import { ways, type Setup } from "./cells.ts";
import { rules, type Rule } from "./judge-cell.ts";
import { limits } from "./limits.ts";
import type { JudgedCell, JudgedRow } from "./run-matrix.ts";

export interface SetupRows {
  readonly setup: Setup;
  readonly rows: readonly JudgedRow[];
}

/** The page docs/fault-matrix.md. */
export function renderMatrix(tables: readonly SetupRows[], control: readonly SetupRows[]): string {
  const all = tables.flatMap(({ rows }) => rows.flat());
  const controlCells = control.flatMap(({ rows }) => rows.flat());
  return [
    "<!-- Written by `npx vitest run test/form-scripts/fault-matrix -u`. Do not edit. -->",
    "",
    "# What becomes of a submission when something goes wrong",
    "",
    `${all.length} cells: every call the form makes, with every fault it can meet, as five visitors live through it. Each runs the real form and the real`,
    "identity code on a page in memory, against a model of the portal, in virtual time: a visitor types, presses, sees how it ends, and presses again up",
    "to twice (also once while it is busy). The rules below are checked in every cell. Some sixty cells run again in Chromium against the emulator",
    "(`test/flows/fault-cells.test.ts`).",
    "",
    "## How to read a cell",
    "",
    "`1 · told · done`: how many contacts have the typed address in the end (signed in: how many were created) · whether the tracker was told who the",
    "visitor is, and how often if not once · what stood on the screen in the end: `done`, `pending` (arrived, nobody told: `confirmed`), or the code of",
    "the failure, with what was typed still in the form. `(2)`: at the second press. ¹: a limit, explained below.",
    "",
    "| column | the fault | the visitor |",
    "|---|---|---|",
    "| once, tab stays | one call meets it | stays, and presses again if it failed |",
    "| once, tab closes | one call meets it | has closed the tab before the answer is read, comes back in a new one a minute later and types everything again |",
    "| once, goes offline | one call meets it | has no network from then on for 40 s, presses again in that time and after it |",
    "| for the first press | every such call meets it until the first press has failed | stays |",
    "| for good | every such call meets it | stays, and gives up after three presses |",
    "",
    "Answers come after 100 ms. `cut before`: the connection breaks and nothing has happened; `after it took effect`: it has. A call that a visitor of a",
    "table never makes has no row there; a call that is only made because of another fault is named after it.",
    "",
    "## Rules",
    "",
    "| rule broken when | ours: cells | of them explained below | by hand: cells |",
    "|---|---|---|---|",
    ...(Object.keys(rules) as Rule[]).map((rule) => {
      // the table's own keys
      const broken = all.filter((judged) => judged.broken.includes(rule));
      const explained = broken.filter((judged) => limits.some((limit) => limit.breaks.includes(rule) && limit.isMet(judged)));
      const byHand = controlCells.filter((judged) => judged.broken.includes(rule)).length;
      return `| **${rule}**: ${rules[rule]} | ${broken.length} | ${explained.length} | ${byHand} |`;
    }),
    "",
    `"By hand" is the control: the straightforward implementation (token, look-up, create, setUser) on the same pages, ${controlCells.length} cells of`,
    `${control.map(({ setup }) => `"${setup.name}"`).join(" and ")}.`,
    "",
    "## Limits",
    "",
    ...limits.map((limit, index) => {
      const cells = all.filter((judged) => isLimited(judged, index));
      return `${index + 1}. ${limit.reason} (${cells.length} cells: ${[...new Set(limit.breaks)].join(", ")}.)`;
    }),
    ...tables.flatMap(renderTable),
    "",
  ].join("\n");
}

const isLimited = (judged: JudgedCell, index: number): boolean => {
  const limit = limits[index];
  return !!limit && limit.isMet(judged) && judged.broken.some((rule) => limit.breaks.includes(rule));
};

function renderTable({ setup, rows }: SetupRows): string[] {
  const groups: { readonly call: string; readonly cells: string; readonly faults: string[] }[] = [];
  for (const row of rows) {
    const [first] = row;
    if (!first) continue;
    const call = first.cell.call.because
      ? `${first.cell.call.name} (${first.cell.call.because.kind}: ${first.cell.call.because.fault.name})`
      : first.cell.call.name;
    const cells = row.map(renderCell).join(" | ");
    const same = groups.find((group) => group.call === call && group.cells === cells);
    if (same) same.faults.push(first.cell.fault.name);
    else groups.push({ call, cells, faults: [first.cell.fault.name] });
  }
  return [
    "",
    `## ${setup.name}`,
    "",
    `| call | fault | ${ways.map(({ name }) => name).join(" | ")} |`,
    `|---|---|${ways.map(() => "---|").join("")}`,
    ...groups.map(({ call, faults, cells }) => `| ${call} | ${faults.join("; ")} | ${cells} |`),
  ];
}

function renderCell(judged: JudgedCell): string {
  const { contacts, told, end, presses } = judged;
  const notes = limits.flatMap((_, index) => (isLimited(judged, index) ? (["¹", "²", "³", "⁴", "⁵", "⁶"][index] ?? "*") : []));
  return `${contacts} · ${["not told", "told"][told] ?? `told ${told}×`} · ${end}${presses > 1 ? ` (${presses})` : ""}${notes.join("")}`;
}
