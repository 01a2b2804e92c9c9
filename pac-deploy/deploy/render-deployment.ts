import pc from "picocolors";
import type { Opening } from "../plan/plan.ts";
import { printable } from "../printable.ts";
import {
  countChanges,
  countResidue,
  describeAlike,
  describeClosed,
  describeConflict,
  describeOpens,
  describeResidue,
} from "./deployment-findings.ts";
import type { Closing, DeploymentPlan, RecordChange, Residue } from "./deployment-plan.ts";
import { describeAbsence } from "./describe-remedy.ts";
import type { Consequences } from "./find-consequences.ts";
import { renderRecords } from "./render-records.ts";
import { renderValues } from "./render-values.ts";
import type { DeployedRecord } from "./site-records.ts";

export interface RenderDeploymentOptions {
  /** Texts with their whole diff, and every record by its name. */
  readonly full?: boolean;
  readonly consequences?: Consequences;
  /** Whether what is to go is deleted in this run. */
  readonly deletes?: boolean;
  /** What the environment is to be like. */
  readonly wanted?: string;
}

/** A deployment for people: what it opens and closes, conflicts, our changes, what others changed meanwhile, and what an upload cannot do. Secrets are dots. */
export function renderDeployment(
  plan: DeploymentPlan,
  { full = false, consequences, deletes = false, wanted = "the folder" }: RenderDeploymentOptions = {},
): string {
  const deletions = plan.residue.filter(({ kind }) => deletes && kind === "deletion");
  const residue = plan.residue.filter((one) => !deletions.includes(one));
  const sections = [
    consequences === undefined ? [] : renderConsequences(consequences),
    section(
      pc.red(
        `Conflicts (${plan.conflicts.length}): nothing is uploaded until each is decided, with --take local, --take remote or --take-local <path>`,
      ),
      plan.conflicts.map((conflict) => [describeConflict(conflict)]),
    ),
    section(`Changes to upload (${countChanges(plan.changes)})`, renderChanges(plan.changes, full)),
    section(
      pc.yellow(
        deletes
          ? `To be closed and read back before it is deleted (${plan.closings.length})`
          : `To be closed (${plan.closings.length}): not in ${wanted}, and still open in the environment`,
      ),
      renderClosings(plan.closings, full),
    ),
    section(`To be deleted once the upload was read back (${deletions.length}): not in ${wanted}`, renderDeletions(deletions, full)),
    section(`Changed by others in the environment (${countChanges(plan.others)}): stays as it is there`, renderChanges(plan.others, full)),
    section(pc.yellow(`What an upload cannot do (${countResidue(residue)})`), renderResidue(residue, full)),
  ].filter((lines) => lines.length > 0);
  if (sections.length === 0) return "Nothing to deploy: the environment has what the folder has.";
  return sections.map((lines) => lines.join("\n")).join("\n\n");
}

function section(title: string, entries: readonly (readonly string[])[]): string[] {
  if (entries.length === 0) return [];
  return [pc.bold(title), ...entries.flatMap(([head = "", ...rest]) => [`  ${head}`, ...rest])];
}

const signs = { create: pc.green("+"), edit: pc.cyan("~"), delete: pc.red("-") } as const;

const renderChanges = (changes: readonly RecordChange[], full: boolean): string[][] =>
  renderRecords(
    changes.map(({ kind, record, source, values }) => ({
      // Where a person finds it: in their own folder, if it came from there.
      record: source ?? record,
      sign: signs[kind],
      below: renderValues(record, values, { full }),
    })),
    { full },
  );

const renderClosings = (closings: readonly Closing[], full: boolean): string[][] =>
  renderTogether(
    closings.map((closing) => ({ ...closing, head: describeOpens(closing), note: `: ${describeClosed(closing)}` })),
    { full, sign: signs.edit },
  );

const renderDeletions = (deletions: readonly Residue[], full: boolean): string[][] =>
  renderTogether(
    deletions.map(({ record }) => ({ record, head: describeAbsence(record) ?? "" })),
    { full },
  );

/** The same remedy is said once. */
function renderResidue(residue: readonly Residue[], full: boolean): string[][] {
  const alike = (one: Residue): number => residue.filter(({ kind, remedy }) => kind === one.kind && remedy === one.remedy).length;
  return [
    ...residue.filter((one) => alike(one) === 1).map((one) => [describeResidue(one)]),
    ...renderTogether(
      residue.filter((one) => alike(one) > 1).map((one) => ({ record: one.record, ...describeAlike(one) })),
      { full },
    ),
  ];
}

/** Records of which the same is to be said, below that; those of which nothing is, by themselves. */
function renderTogether(
  listed: readonly { readonly record: DeployedRecord; readonly head: string; readonly note?: string }[],
  { full, sign = signs.delete }: { readonly full: boolean; readonly sign?: string },
): string[][] {
  return [...new Set(listed.map(({ head }) => head))].flatMap((head) => {
    const entries = renderRecords(
      listed.filter((one) => one.head === head).map(({ record, note = "" }) => ({ record, note, sign })),
      { full },
    );
    return head === "" ? entries : [[head, ...entries.flat().map((line) => `    ${line}`)]];
  });
}

function renderConsequences({ opens, closes, says }: Consequences): string[] {
  const lines = [
    ...renderOpenings(pc.yellow(pc.bold("What this opens")), opens),
    ...renderOpenings(pc.bold("What this closes"), closes),
    ...(says.length === 0
      ? []
      : [pc.yellow(pc.bold("What else changes about rights")), ...says.map((sentence) => `  ${printable(sentence)}`)]),
  ];
  return lines.length > 0 ? lines : [pc.dim("What visitors may do stays as it is.")];
}

function renderOpenings(title: string, openings: readonly Opening[]): string[] {
  if (openings.length === 0) return [];
  return [title, ...openings.flatMap((opening) => opening.rights.map((right) => `  ${printable(describeOpening(opening, right))}`))];
}

function describeOpening({ table, columns, rows, role }: Opening, right: Opening["rights"][number]): string {
  const whose = rows === "own" ? `their own ${table}` : `every ${table}`;
  const through =
    columns.length === 0
      ? "where a page, list or form shows it; no column through the Web API"
      : columns.includes("*")
        ? "every column through the Web API, where * is still honoured"
        : `${columns.join(", ")} through the Web API`;
  return `whoever has the web role "${role}": ${right} ${whose} (${through})`;
}
