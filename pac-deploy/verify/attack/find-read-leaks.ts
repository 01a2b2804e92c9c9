import { isPersonalColumn, peopleTables } from "../../../access/people-tables.ts";
import { peopleTablesOfSite } from "../../checks/access/people-tables-of-site.ts";
import { listWords } from "../../checks/list-words.ts";
import { judged, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import type { FolderView, VerifyContext } from "../verify-context.ts";
import { explainOpening } from "./explain-opening.ts";
import { settingPlace } from "../page/find-places.ts";
import { readTables, type TableReading } from "./read-tables.ts";

/** What a stranger could read of tables, one finding for each. */
export async function findReadLeaks(context: VerifyContext): Promise<StepResult> {
  const readings = await context.once(readTables);
  const findings = readings.flatMap((reading) => judgeReading(reading, context.folder));
  const opened = readings.filter(({ outcome }) => outcome === "open").map(({ target }) => target.table);
  const tried = `${readings.length} tables tried with columns of an attacker's own`;
  return judged(findings, {
    good: opened.length === 0 ? `${tried}: none gave anything` : `${tried}: ${listWords(opened)} gave what is accepted, or may be public`,
    bad: `${tried}: ${listWords(opened)} gave rows`,
  });
}

function judgeReading({ target, outcome, columns, hasRows }: TableReading, folder: FolderView | undefined): VerifyFinding[] {
  if (outcome !== "open") return [];
  const { table, set } = target;
  const people = folder === undefined ? new Map(Object.entries(peopleTables)) : folder.checked.once(peopleTablesOfSite);
  const what = people.get(table);
  const why = explainOpening(folder, { table, privilege: "read", columns });
  const rows = hasRows ? "rows came back" : "it is open, though no row came back now";
  const read = `A stranger can read ${listWords(columns, 8)} of every row of ${table} at /_api/${set}; ${rows}`;
  const found: VerifyFinding[] = [];
  if (what !== undefined || columns.some(isPersonalColumn))
    found.push(verifyFinding("leak-people", "error", { message: `${read}. These are ${what ?? "people's own data"}.`, ...why }));
  else if (why.folder === "closes") found.push(verifyFinding("leak-undeployed", "error", { message: `${read}.`, ...why }));
  else found.push(verifyFinding("table-public", "info", { message: `${read}.`, ...why }));
  return [...found, ...judgeColumns({ target, columns }, folder)];
}

/** Columns beyond what the folder gives: the list out there is longer than the one here. */
function judgeColumns({ target, columns }: Pick<TableReading, "target" | "columns">, folder: FolderView | undefined): VerifyFinding[] {
  // Of a table that the folder does not serve, that it is served is what is told.
  if (folder?.access.webApi(target.table).enabled !== true) return [];
  const { table, key } = target;
  const decision = folder.access.allowedColumns(table, "read", folder.stranger);
  if (decision.kind !== "columns") return [];
  const setting = settingPlace(folder, `Webapi/${table}/fields`);
  if (folder.access.webApi(table).columns === "wildcard")
    return [
      verifyFinding("columns-wildcard", "error", {
        message: `Webapi/${table}/fields is *, and the portal still honours it: every column of ${table} is given.`,
        remedy: `List the columns that pages need in Webapi/${table}/fields.`,
        at: setting,
      }),
    ];
  const beyond = columns.filter((column) => !decision.columns.includes(column) && column !== key);
  if (beyond.length === 0) return [];
  return [
    verifyFinding("columns-differ", "error", {
      message: `The portal gives columns of ${table} that the folder does not: ${listWords(beyond)}.`,
      remedy: `Deploy Webapi/${table}/fields and the column permission profiles of the folder, then clear the site's cache.`,
      at: setting,
    }),
  ];
}
