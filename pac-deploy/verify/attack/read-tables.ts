import type { VerifyContext } from "../verify-context.ts";
import { listTargets, type Target } from "./list-targets.ts";
import { namedColumn, readApiAnswer, type ApiAnswer } from "./read-answer.ts";

/** What an anonymous visitor gets of a table. */
export interface TableReading {
  readonly target: Target;
  readonly outcome:
    /** The Web API does not serve it, or has no such table. */
    | "not-served"
    /** No permission to read. */
    | "denied"
    /** Read is permitted, and no column of it is given. */
    | "no-columns"
    | "open"
    /** It failed, or something else than the Web API answered. */
    | "unclear";
  /** Columns that were given. */
  readonly columns: readonly string[];
  /** Whether a row came; of an open table without rows nobody's data is seen yet. */
  readonly hasRows: boolean;
  readonly answer: ApiAnswer;
}

const codes = { columnNotEnabled: "90040101", readDenied: "90040120", unknownName: "9004010A", unknownColumn: "90040100" } as const;

/** Reads each table as a stranger with columns of their own would: at most one row, and only that it came is kept. */
export async function readTables(context: VerifyContext): Promise<readonly TableReading[]> {
  const readings: TableReading[] = [];
  for (const target of listTargets(context.folder)) readings.push(await readTable(context, target));
  return readings;
}

async function readTable(context: VerifyContext, target: Target): Promise<TableReading> {
  const first = target.listed.length > 0 ? target.listed : [target.key];
  const listed = await readColumns(context, target, first);
  if (listed.outcome === "unclear" && listed.answer.kind === "refused") return readByFetch(context, target, { ...listed, first });
  if (listed.outcome !== "open" && listed.outcome !== "no-columns") return { target, ...listed };
  const others = target.brought.filter((column) => !first.includes(column));
  let brought = await readColumns(context, target, others);
  // A name that this organization does not have spoils the whole query, and not every refusal says which.
  if (brought.outcome !== "open" && brought.outcome !== "no-columns") {
    const single: Columns[] = [];
    for (const column of others) single.push(await readColumns(context, target, [column]));
    brought = { ...brought, columns: single.flatMap(({ columns }) => columns), hasRows: single.some(({ hasRows }) => hasRows) };
  }
  const columns = [...listed.columns, ...brought.columns];
  return {
    target,
    outcome: columns.length > 0 ? "open" : "no-columns",
    columns,
    hasRows: listed.hasRows || brought.hasRows,
    answer: listed.answer,
  };
}

/**
 * Plain OData fails where permissions hang together by several relationships (documented), and FetchXML gives the same rows all the same.
 * https://learn.microsoft.com/power-pages/configure/web-api-overview
 */
async function readByFetch(
  { client }: VerifyContext,
  target: Target,
  { first, ...listed }: Columns & { readonly first: readonly string[] },
): Promise<TableReading> {
  const attributes = first.map((column) => `<attribute name="${column.replace(/^_(.+)_value$/, "$1")}"/>`).join("");
  const fetchXml = `<fetch top="1"><entity name="${target.table}">${attributes}</entity></fetch>`;
  const answer = readApiAnswer(
    await client.ask(`/_api/${target.set}?fetchXml=${encodeURIComponent(fetchXml)}`, { headers: { accept: "application/json" } }),
  );
  if (answer.kind !== "rows") return { target, ...listed };
  return { target, outcome: "open", columns: first, hasRows: answer.rows.length > 0, answer };
}

type Columns = Omit<TableReading, "target">;

/** Asks for all of them, and again without each one that a refusal names. */
async function readColumns({ client }: VerifyContext, { set }: Target, wanted: readonly string[]): Promise<Columns> {
  let left = [...wanted];
  const nothing = (outcome: TableReading["outcome"], answer: ApiAnswer): Columns => ({ outcome, columns: [], hasRows: false, answer });
  while (left.length > 0) {
    const select = left.map(encodeURIComponent).join(",");
    const answer = readApiAnswer(await client.ask(`/_api/${set}?$select=${select}&$top=1`, { headers: { accept: "application/json" } }));
    if (answer.kind === "rows") return { outcome: "open", columns: left, hasRows: answer.rows.length > 0, answer };
    if (answer.kind !== "refused") return nothing("unclear", answer);
    if (answer.code === codes.readDenied) return nothing("denied", answer);
    const named = namedColumn(answer.message);
    if (answer.code === codes.columnNotEnabled || answer.code === codes.unknownColumn) {
      // A refusal that names none of what was asked for is taken to be about the first.
      const drop = named !== undefined && left.includes(named) ? named : left[0];
      left = left.filter((column) => column !== drop);
      continue;
    }
    if (answer.status === 404 || answer.code === codes.unknownName) return nothing("not-served", answer);
    return nothing(answer.status === 403 || answer.status === 401 ? "denied" : "unclear", answer);
  }
  return nothing("no-columns", { kind: "done" });
}
