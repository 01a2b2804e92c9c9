import { listWords } from "../../checks/list-words.ts";
import { isPersonalColumn } from "../../../access/people-tables.ts";
import { judged, notRun, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import type { VerifyContext } from "../verify-context.ts";
import { explainOpening } from "./explain-opening.ts";
import { settingPlace } from "../page/find-places.ts";
import { peopleColumns, peopleRelations, primaryKeyOf, type Relation } from "./people-columns.ts";
import { readApiAnswer, type ApiAnswer } from "./read-answer.ts";
import { readTables, type TableReading } from "./read-tables.ts";

/** Whether a table that is open tells of rows or columns that are not: by joins, by navigation, and by filters on what is not shown. */
export async function findSideLeaks(context: VerifyContext): Promise<StepResult> {
  const readings = await context.once(readTables);
  const open = readings.filter(({ outcome }) => outcome === "open");
  if (open.length === 0) return notRun("no table is open, so there is nothing to go on from");
  const findings: VerifyFinding[] = [];
  const ways: string[] = [];
  for (const reading of open) {
    for (const relation of peopleRelations.filter(({ table }) => table === reading.target.table)) {
      const leaks = await followRelation(context, reading, relation);
      if (leaks.length === 0) continue;
      ways.push(`${relation.table} to ${relation.target}`);
      findings.push(...judgeRelation(context, { relation, ways: leaks, isDirect: isOpen(readings, relation.target) }));
    }
    findings.push(...(await probeFilters(context, reading)));
  }
  return judged(findings, {
    good: "joins, navigation and filters give no more",
    bad: ways.length === 0 ? "filters tell what is not shown" : `lead further: ${listWords(ways)}`,
  });
}

const isOpen = (readings: readonly TableReading[], table: string): boolean =>
  readings.some(({ target, outcome }) => target.table === table && outcome === "open");

/** The ways by which the rows of the other table came along. */
async function followRelation(context: VerifyContext, { target }: TableReading, relation: Relation): Promise<string[]> {
  const [key, ...columns] = peopleColumns[relation.target] ?? [primaryKeyOf(relation.target)];
  const wanted = columns[0] ?? key;
  const fetchXml = `<fetch top="1"><entity name="${relation.table}"><attribute name="${target.key}"/><link-entity name="${relation.target}" from="${key}" to="${relation.lookup}" alias="joined"><attribute name="${wanted}"/></link-entity></entity></fetch>`;
  const questions: readonly (readonly [way: string, path: string])[] = [
    ["$expand", `/_api/${target.set}?$select=${target.key}&$expand=${relation.navigation}($select=${wanted})&$top=1`],
    ["FetchXML", `/_api/${target.set}?fetchXml=${encodeURIComponent(fetchXml)}`],
    ["$filter", `/_api/${target.set}?$select=${target.key}&$filter=${relation.navigation}/${wanted} ne null&$top=1`],
  ];
  const ways: string[] = [];
  for (const [way, path] of questions) if ((await ask(context, path)).kind === "rows") ways.push(way);
  return ways;
}

const ask = async ({ client }: VerifyContext, path: string): Promise<ApiAnswer> =>
  readApiAnswer(await client.ask(path, { headers: { accept: "application/json" } }));

interface Followed {
  readonly relation: Relation;
  readonly ways: readonly string[];
  /** The other table is given by itself as well. */
  readonly isDirect: boolean;
}

function judgeRelation({ folder }: VerifyContext, { relation: { table, target }, ways, isDirect }: Followed): VerifyFinding[] {
  // What is given directly has been told there.
  if (isDirect) return [];
  const why = explainOpening(folder, { table: target, privilege: "read", columns: ["*"] });
  return [
    verifyFinding("leak-by-join", "error", {
      message: `Rows of ${target} come along with rows of ${table}, by ${listWords(ways)}, though /_api does not give ${target} by itself.`,
      ...why,
    }),
  ];
}

/** A column that is not shown but may be filtered by is read letter by letter. */
async function probeFilters(context: VerifyContext, { target, columns }: TableReading): Promise<VerifyFinding[]> {
  const hidden = target.brought.filter((column) => isPersonalColumn(column) && !columns.includes(column)).slice(0, 2);
  const [shown] = columns;
  if (shown === undefined) return [];
  const told: string[] = [];
  for (const column of hidden) {
    const answer = await ask(context, `/_api/${target.set}?$select=${shown}&$filter=startswith(${column},'a')&$top=1`);
    if (answer.kind === "rows") told.push(column);
  }
  if (told.length === 0) return [];
  return [
    verifyFinding("leak-by-filter", "error", {
      message: `/_api/${target.set} does not show ${listWords(told)}, but filters by ${told.length === 1 ? "it" : "them"}: whoever asks letter by letter reads it.`,
      remedy: `Take ${listWords(told)} out of Webapi/${target.table}/fields.`,
      at: settingPlace(context.folder, `Webapi/${target.table}/fields`),
    }),
  ];
}
