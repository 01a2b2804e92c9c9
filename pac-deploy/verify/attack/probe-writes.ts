import { randomUUID } from "node:crypto";
import { antiForgeryName } from "../../../contract/names.ts";
import { isPersonalColumn, peopleTables } from "../../../access/people-tables.ts";
import { judged, notRun, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import { askToken, readToken } from "../steps/check-token.ts";
import type { FolderView, VerifyContext } from "../verify-context.ts";
import { explainOpening } from "./explain-opening.ts";
import type { Target } from "./list-targets.ts";
import { readApiAnswer, type ApiAnswer } from "./read-answer.ts";
import { readTables } from "./read-tables.ts";

const writes = ["create", "write", "delete"] as const;
type Write = (typeof writes)[number];

/** What says that a stranger may not. https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors */
const refusals: Readonly<Record<Write, string>> = { create: "90040103", write: "90040102", delete: "90040104" };

/** No table has it, so no row can be made or changed with it. */
const noColumn = "portalkitverify_no_such_column";

/**
 * Asks for writes that cannot change anything: a create and an update with a column that no table has, the update and a delete of a row that is not there
 * (`If-Match: *`, so that nothing is created in its place). Which refusal comes tells whether the permission was missing. That permission is judged before
 * body and row is observed (third party) of reads and assumed of writes, so an answer that is neither is told as such.
 */
export async function probeWrites(context: VerifyContext): Promise<StepResult> {
  if (!context.allowWrites) return notRun("not tried: --allow-writes asks for writes too, in a form that can change nothing");
  const token = readToken((await context.once(askToken)).text);
  if (token === undefined) return notRun("not tried: there is no token, which every write needs");
  const served = (await context.once(readTables)).filter(({ outcome }) => outcome !== "not-served");
  const attempts: { target: Target; write: Write; verdict: Verdict }[] = [];
  for (const { target } of served) {
    for (const write of writes) {
      attempts.push({ target, write, verdict: judgeWrite(await tryWrite(context, { target, write, token }), write) });
    }
  }
  // A portal that refuses one table for its permission shows that it judges that first.
  const proven = new Set(attempts.filter(({ verdict }) => verdict === "closed").map(({ write }) => write));
  const findings = attempts
    .filter(({ verdict }) => verdict === "open")
    .map(({ target, write }) => tellWrite(context.folder, { target, write, isProven: proven.has(write) }));
  const unclear = attempts.filter(({ verdict }) => verdict === "unclear").length;
  const doubt = unclear === 0 ? "" : `; ${unclear} answers tell nothing`;
  return judged(findings, {
    good: `${served.length} ${served.length === 1 ? "table that the Web API serves refuses" : "tables that the Web API serves refuse"} strangers, or takes what it is meant to${doubt}`,
    bad: `strangers may write${doubt}`,
  });
}

type Verdict = "open" | "closed" | "unclear";

interface Attempt {
  readonly target: Target;
  readonly write: Write;
  readonly token: string;
}

async function tryWrite({ client }: VerifyContext, { target, write, token }: Attempt): Promise<ApiAnswer> {
  const headers = { accept: "application/json", "content-type": "application/json", [antiForgeryName]: token };
  const row = `/_api/${target.set}(${randomUUID()})`;
  const body = JSON.stringify({ [noColumn]: "" });
  switch (write) {
    case "create":
      return readApiAnswer(await client.ask(`/_api/${target.set}`, { method: "POST", headers, body }));
    case "write":
      return readApiAnswer(await client.ask(row, { method: "PATCH", headers: { ...headers, "if-match": "*" }, body }));
    default:
      return readApiAnswer(await client.ask(row, { method: "DELETE", headers }));
  }
}

/** The row is not there (404), the column is not there (90040100), or Dataverse itself refuses (9004010D): the permission was not what was missing. */
function judgeWrite(answer: ApiAnswer, write: Write): Verdict {
  if (answer.kind === "done" || answer.kind === "rows") return "open";
  if (answer.kind === "elsewhere") return "unclear";
  if (answer.code === refusals[write] || answer.code === "90040103") return "closed";
  if (answer.code === "90040107" || answer.code === "90040109" || answer.status === 401) return "unclear";
  if (answer.status === 404 && !/^9004010[CE]$/.test(answer.code)) return "open";
  return ["90040100", "9004010D", "0X80040217"].includes(answer.code) ? "open" : "unclear";
}

const deeds: Readonly<Record<Write, string>> = {
  create: "create rows of",
  write: "change every row of",
  delete: "delete every row of",
};

interface OpenWrite {
  readonly target: Target;
  readonly write: Write;
  /** This portal was seen to judge permissions first. */
  readonly isProven: boolean;
}

function tellWrite(folder: FolderView | undefined, { target: { table, set }, write, isProven }: OpenWrite): VerifyFinding {
  const columns = folder?.access.webApi(table).columns;
  const isPeople = Object.hasOwn(peopleTables, table) || (Array.isArray(columns) && columns.some(isPersonalColumn));
  const why = explainOpening(folder, { table, privilege: write });
  if (!isProven && why.folder !== "opens")
    return verifyFinding(`leak-${write}`, "cannot-conclude", {
      message: `A stranger who would ${deeds[write]} ${table} at /_api/${set} was not refused for want of a permission, but no table was, so this portal may judge permissions later.`,
      ...why,
    });
  const severity = write === "create" && !isPeople ? "warning" : "error";
  const message = `A stranger can ${deeds[write]} ${table} at /_api/${set}, with any program. (Asked for with what can change nothing.)`;
  return verifyFinding(`leak-${write}`, severity, { message, ...why });
}
